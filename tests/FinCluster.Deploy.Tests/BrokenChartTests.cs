using FinCluster.Deploy.Tests.Charts;
using FinCluster.Deploy.Tests.Invariants;
using FinCluster.Testing;

namespace FinCluster.Deploy.Tests;

/// <summary>Each invariant notices the damage that it is there for: a copy of the chart is broken, and the invariant must say so.</summary>
public sealed class BrokenChartTests
{
    private const string Gateway = "templates/gateway/deployment.yaml";
    private const string Pool = "templates/pools/statefulset.yaml";
    private const string Pods = "templates/_pods.tpl";
    private const string Policies = "templates/networkpolicies.yaml";
    private const string Budgets = "templates/poddisruptionbudgets.yaml";
    private const string Scaler = "templates/scaler/deployment.yaml";

    /// <summary>Gets the damages: which invariant notices, with which values, and in which file what is replaced by what.</summary>
    public static TheoryData<string, string, string, string, string> Damages => new()
    {
        { "OptionsExist", "defaults", Gateway, "- --max-queue", "- --queue-limit" },
        { "OptionsExist", "keda", Scaler, "- --plan", "- --pools" },
        { "OptionsComeOnce", "defaults", Gateway, "- --routing", "- --drain-timeout" },
        { "VariablesAreDefined", "defaults", Pods, "- name: POD_IP", "- name: ADDRESS" },
        { "RolesShareTheCluster", "defaults", Pods, "- --cluster-name\n- {{ .Values.cluster.name | quote }}", "- --cluster-name\n- {{ uuidv4 }}" },
        { "NodesAreNamedByTheirPods", "defaults", Pool, "- $(POD_NAME)", "- node" },
        { "NumbersAreWhole", "cuda", Pool, "{{ int $pool.cache.maxMiB | quote }}", "{{ printf \"%e\" $pool.cache.maxMiB | quote }}" },
        { "GraceIsLongerThanDrain", "defaults", Gateway, "{{ add $gateway.preStopSeconds $gateway.drainSeconds 15 }}", "30" },
        { "GraceIsLongerThanDrain", "cuda", Pool, "{{ add $pool.drainSeconds 30 }}", "60" },
        { "GatewaysWaitForServices", "defaults", Gateway, "preStop:", "postStart:" },
        { "LivenessOutlastsDrain", "cuda", Pool, "{{ add (div (max $pool.drainSeconds $pool.stallSeconds) 10) 4 }}", "6" },
        { "LivenessOutlastsAStall", "cuda", Pool, "(max $pool.drainSeconds $pool.stallSeconds)", "0" },
        { "LivenessOutlastsAStall", "defaults", Pool, "- --stall-limit", "- --canary-interval" },
        { "WorkloadsAreUnderAPolicy", "defaults", Policies, "policyTypes: [Ingress, Egress]", "policyTypes: [Ingress]" },
        { "WorkloadsAreUnderAPolicy", "simulated", "values.yaml", "networkPolicy:\n  enabled: true", "networkPolicy:\n  enabled: false" },
        { "WorkloadsReachWhatTheyNeed", "defaults", "templates/_network.tpl", "$components := list \"gateway\" \"node\"", "$components := list \"gateway\"" },
        { "WorkloadsReachWhatTheyNeed", "defaults", Policies, "(list $gateway.grpc)", "(list $gateway.http $gateway.grpc)" },
        { "WorkloadsReachWhatTheyNeed", "edge", "templates/_network.tpl", "{{- toYaml ($ports | uniq) }}", "{{- toYaml (list 8082) }}" },
        { "StrangersReachTheGatewaysAlone", "defaults", Policies, "    - from:\n        {{- include \"fincluster.peer\" (dict \"root\" $ \"components\" (ternary (list \"gateway\" \"node\" \"scaler\")", "    - notFrom:\n        {{- include \"fincluster.peer\" (dict \"root\" $ \"components\" (ternary (list \"gateway\" \"node\" \"scaler\")" },
        { "StrangersReachTheGatewaysAlone", "keda", Policies, "$policy.gatewayFrom }}\n      from:", "$policy.gatewayFrom }}\n      nobody:" },
        { "NobodyCallsElsewhere", "defaults", "templates/_network.tpl", "      port: 53\n    - protocol: TCP", "      port: 53\n    - protocol: TCP\n      port: 80\n    - protocol: TCP" },
        { "GpusAreForCuda", "cuda", Pool, "(dict \"nvidia.com/gpu\" $pool.gpus)", "dict" },
        { "GpusAreForCuda", "cuda", Pool, "(ternary $gpu list $isCuda)", "list" },
        { "NodesOwnTheirProcessors", "defaults", "values.yaml", "limits: {cpu: \"2\", memory: 2Gi}", "limits: {memory: 2Gi}" },
        { "SizesHaveOneOwner", "keda", Pool, "{{- if not $pool.isScaled }}", "{{- if true }}" },
        { "SizesHaveOneOwner", "keda", Gateway, "{{- if not $gateway.autoscaling.enabled }}", "{{- if true }}" },
        { "AutoscalersFindDeployments", "keda", "templates/gateway/hpa.yaml", "    name: {{ include \"fincluster.fullname\" $ }}-gateway\n  minReplicas", "    name: gateway\n  minReplicas" },
        { "ContainersOpenTheirPorts", "defaults", Gateway, "containerPort: {{ $gateway.ports.http }}", "containerPort: 80" },
        { "ContainersOpenTheirPorts", "defaults", Pods, "containerPort: {{ .Values.cluster.siloPort }}", "containerPort: 30000" },
        { "ServersListenForOthers", "defaults", Pods, "{{- ternary \"[::]\" \"0.0.0.0\" .Values.network.ipv6 }}", "127.0.0.1" },
        { "AdvertisedAddressesAreOpen", "edge", Pool, "(include \"fincluster.podHost\" $) (int $pool.grpcPort)", "(include \"fincluster.podHost\" $) 8082" },
        { "AdvertisedAddressesAreOpen", "defaults", Pods, "- --silo\n", "- --siloed\n" },
        { "ProbesAskWhatIsThere", "defaults", Gateway, "path: /health", "path: /healthz" },
        { "ProbesAskWhatIsThere", "edge", Pool, "port: {{ $pool.grpcPort }}\n            periodSeconds: 10", "port: 8082\n            periodSeconds: 10" },
        { "ProbesAskWhatIsThere", "defaults", Pool, "              service: ready\n", "" },
        { "ProbesAskWhatIsThere", "defaults", Pool, "            periodSeconds: 10", "              service: ready\n            periodSeconds: 10" },
        { "PlanDescribesThePools", "keda", "templates/scaler/_plan.tpl", "set $row \"drainSeconds\" $pool.drainSeconds", "set $row \"drainSeconds\" 31" },
        { "PlanDescribesThePools", "kubernetes", "templates/scaler/_plan.tpl", "\"costPerHour\"", "\"cost\"" },
        { "ScalerReadsThePlan", "keda", "templates/scaler/plan.yaml", "plan.json:", "pools.json:" },
        { "ScalerReadsThePlan", "keda", Scaler, "mountPath: /etc/fincluster/scaler", "mountPath: /etc/scaler" },
        { "KedaAsksTheScaler", "keda", "templates/scaler/scaledobjects.yaml", "(int $scaler.ports.grpc)", "(int $scaler.ports.http)" },
        { "KedaAsksTheScaler", "keda", "templates/scaler/scaledobjects.yaml", "pool: {{ $name }}", "pool: central" },
        { "KedaAsksTheScaler", "kubernetes", "templates/scaler/scaledobjects.yaml", "(eq .Values.scaler.target \"keda\")", "true" },
        { "PodsAreConfined", "defaults", Pods, "runAsUser: 10001", "runAsUser: 0" },
        { "PodsAreConfined", "defaults", Pods, "type: RuntimeDefault", "type: Unconfined" },
        { "ContainersAreConfined", "defaults", Pods, "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false" },
        { "ContainersAreConfined", "defaults", Pods, "privileged: false", "privileged: true" },
        { "ContainersAreConfined", "defaults", Pods, "drop: [ALL]", "drop: [NET_RAW]" },
        { "ContainersHaveResources", "defaults", "templates/tests/ask.yaml", "requests: {cpu: 100m, memory: 128Mi}", "requests: {cpu: 100m}" },
        { "ServersHaveProbes", "defaults", "templates/redis/statefulset.yaml", "startupProbe:", "lateProbe:" },
        { "ImagesHaveVersions", "defaults", "templates/_names.tpl", "{{- printf \"%s:%s\" $image.repository (", "{{- printf \"%s:latest%.0s\" $image.repository (" },
        { "PasswordsAreInSecrets", "edge", Pods, "  valueFrom:\n    secretKeyRef:\n      name: {{ .Values.redis.existingSecret.name }}\n      key: {{ .Values.redis.existingSecret.key }}", "  value: redis://user:secret@redis:6379" },
        { "AccountsAreThere", "defaults", "templates/serviceaccounts.yaml", "list \"gateway\" \"node\"", "list \"gateway\"" },
        { "AccountsAreThere", "keda", Scaler, "automountServiceAccountToken: {{ eq $scaler.target \"kubernetes\" }}", "automountServiceAccountToken: true" },
        { "RolesAreNarrow", "kubernetes", "templates/scaler/role.yaml", "resources: [statefulsets/scale]", "resources: [statefulsets]" },
        { "RolesAreNarrow", "kubernetes", "templates/scaler/role.yaml", "verbs: [get, patch]", "verbs: [\"*\"]" },
        { "RolesAreNarrow", "keda", "templates/scaler/role.yaml", "(eq .Values.scaler.target \"kubernetes\")", "true" },
        { "WorkloadsFindTheirPods", "edge", Pool, "dict \"root\" $ \"component\" \"node\" \"pool\" $name", "dict \"root\" $ \"component\" \"node\"" },
        { "WorkloadsFindTheirPods", "defaults", Gateway, "{{- include \"fincluster.selector\" $who | nindent 6 }}\n  template", "{{- include \"fincluster.labels\" $who | nindent 6 }}\n  template" },
        { "ServicesReachPorts", "defaults", "templates/gateway/service.yaml", "targetPort: grpc", "targetPort: h2c" },
        { "ServicesReachPorts", "defaults", "templates/gateway/service.yaml", "\"component\" \"gateway\"", "\"component\" \"gate\"" },
        { "StatefulSetsHaveTheirService", "defaults", Pool, "serviceName: {{ $fullname }}", "serviceName: {{ $name }}" },
        { "WorkloadsHaveABudget", "defaults", Budgets, "{{- if .Values.redis.trial.enabled }}", "{{- if false }}" },
        { "WorkloadsHaveABudget", "defaults", "values.yaml", "podDisruptionBudget: {maxUnavailable: 1}", "podDisruptionBudget: {maxUnavailable: 0}" },
        { "PodsAreSpread", "defaults", Pods, "\"kubernetes.io/hostname\"", "\"kubernetes.io/arch\"" },
        { "MonitorsFindServices", "keda", "templates/servicemonitors.yaml", "port: http", "port: metrics" },
        { "MountsHaveVolumes", "defaults", Pods, "- name: tmp\n  emptyDir:\n    sizeLimit: 64Mi", "- name: temporary\n  emptyDir:\n    sizeLimit: 64Mi" },
        { "PathsAreMounted", "defaults", Pool, "mountPath: /var/cache/fincluster", "mountPath: /var/cache/models" },
        { "PathsAreMounted", "cuda", Pool, "mountPath: /models", "mountPath: /data" },
        { "PathsAreMounted", "edge", Gateway, "mountPath: /etc/fincluster/admin", "mountPath: /etc/admin" },
        { "TemporaryFilesHaveAPlace", "defaults", Pods, "mountPath: /tmp", "mountPath: /var/tmp" },
        { "CachesFitTheirVolumes", "defaults", "values.yaml", "maxMiB: 16384", "maxMiB: 32768" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Invariant_BrokenChart_IsNoticed(string invariant, string values, string file, string good, string bad)
    {
        using var folder = new TemporaryFolder();
        string chart = folder.File("fincluster");
        Copy(ChartTool.Chart, chart);
        string path = Path.Combine(chart, file);
        string text = await File.ReadAllTextAsync(path, TestTimeouts.Token);
        Assert.Contains(good, text, StringComparison.Ordinal);

        await File.WriteAllTextAsync(path, text.Replace(good, bad, StringComparison.Ordinal), TestTimeouts.Token);

        Assert.NotEmpty(Invariant.All[invariant](await RenderedChart.RenderAsync(chart, values)));
    }

    [Fact]
    public void Damages_EveryInvariant_HasOne() =>
        Assert.Equal(Invariant.All.Keys.Order(), Damages.Select(row => row.Data.Item1).Distinct().Order());

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
