package main

// The version of Kubernetes that the schemas of the tests are of.
const kubernetesVersion = "v1.30.0"

type apiVersions []string

// Has says whether the cluster has an API, as in `.Capabilities.APIVersions.Has "keda.sh/v1alpha1"`.
func (a apiVersions) Has(version string) bool {
	for _, each := range a {
		if each == version {
			return true
		}
	}
	return false
}

type kubeVersion struct{ Version, Major, Minor string }

func (k kubeVersion) String() string     { return k.Version }
func (k kubeVersion) GitVersion() string { return k.Version }

func capabilities(more []string) map[string]interface{} {
	builtIn := apiVersions{
		"v1", "apps/v1", "autoscaling/v2", "batch/v1", "networking.k8s.io/v1", "policy/v1", "rbac.authorization.k8s.io/v1",
	}
	return map[string]interface{}{
		"APIVersions": append(builtIn, more...),
		"KubeVersion": kubeVersion{kubernetesVersion, "1", "30"},
		"HelmVersion": map[string]interface{}{"Version": "v3.14.0"},
	}
}
