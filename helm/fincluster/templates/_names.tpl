{{- define "fincluster.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "fincluster.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "fincluster.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "fincluster.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* What finds the pods of a component: (dict "root" $ "component" "node" "pool" "central"). Selectors can never change, so no version is in it. */}}
{{- define "fincluster.selector" -}}
app.kubernetes.io/name: {{ include "fincluster.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- with .pool }}
fincluster/pool: {{ . }}
{{- end }}
{{- end }}

{{- define "fincluster.labels" -}}
{{ include "fincluster.selector" . }}
app.kubernetes.io/part-of: fincluster
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The image of an accelerator: (dict "root" $ "accelerator" "cuda"). */}}
{{- define "fincluster.image" -}}
{{- $isCuda := eq .accelerator "cuda" }}
{{- $image := ternary .root.Values.cudaImage .root.Values.image $isCuda }}
{{- if $image.digest }}
{{- printf "%s@%s" $image.repository $image.digest }}
{{- else }}
{{- printf "%s:%s" $image.repository (default (printf "%s%s" .root.Chart.AppVersion (ternary "-cuda" "" $isCuda)) $image.tag) }}
{{- end }}
{{- end }}

{{- define "fincluster.pullPolicy" -}}
{{- ternary .root.Values.cudaImage.pullPolicy .root.Values.image.pullPolicy (eq .accelerator "cuda") }}
{{- end }}

{{/* Values laid over others, as YAML: (list BELOW ABOVE). Unlike mergeOverwrite, false, 0 and "" above count. */}}
{{- define "fincluster.overlay" -}}
{{- $merged := dict }}
{{- range $key, $value := index . 0 }}{{ $_ := set $merged $key $value }}{{ end }}
{{- range $key, $value := index . 1 }}
{{- if and (kindIs "map" $value) (kindIs "map" (get $merged $key)) }}
{{- $_ := set $merged $key (include "fincluster.overlay" (list (get $merged $key) $value) | fromYaml) }}
{{- else }}
{{- $_ := set $merged $key $value }}
{{- end }}
{{- end }}
{{- toYaml $merged }}
{{- end }}

{{/* The pools that are there, each with the defaults, as YAML by name. */}}
{{- define "fincluster.pools" -}}
{{- $pools := dict }}
{{- range $name, $given := .Values.pools }}
{{- $pool := include "fincluster.overlay" (list $.Values.poolDefaults (default dict $given)) | fromYaml }}
{{- if $pool.enabled }}
{{- $_ := set $pool "isScaled" (and $.Values.scaler.enabled $pool.scaling.enabled (ne $.Values.scaler.target "none")) }}
{{- $_ := set $pools $name $pool }}
{{- end }}
{{- end }}
{{- toYaml $pools }}
{{- end }}
