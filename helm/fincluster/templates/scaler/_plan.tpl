{{/* The plan of the scaler: the pools that it may size. */}}
{{- define "fincluster.plan" -}}
{{- $pools := list }}
{{- range $name, $pool := include "fincluster.pools" . | fromYaml }}
{{- if $pool.scaling.enabled }}
{{- $scaling := $pool.scaling }}
{{- $model := $scaling.model }}
{{- if and (not $model) $pool.models }}{{ $model = (first $pool.models).name }}{{ end }}
{{- $row := dict "name" $name "model" (required (printf "pools.%s.scaling.model must name the model whose load sizes the pool" $name) $model) }}
{{- range $key := list "venues" "minReplicas" "maxReplicas" "warmReplicas" "tokensPerSecond" "ttftSeconds" "startSeconds" "costPerHour" }}
{{- $_ := set $row $key (get $scaling $key) }}
{{- end }}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) }}
{{- fail (printf "pools.%s.scaling.minReplicas is above maxReplicas" $name) }}
{{- end }}
{{- $_ := set $row "drainSeconds" $pool.drainSeconds }}
{{- $_ := set $row "kubernetes" (dict "kind" "StatefulSet" "name" (printf "%s-%s" (include "fincluster.fullname" $) $name) "namespace" $.Release.Namespace) }}
{{- $pools = append $pools $row }}
{{- end }}
{{- end }}
{{- if not $pools }}{{ fail "scaler.enabled needs a pool with scaling.enabled" }}{{ end }}
{{- dict "pools" $pools | toPrettyJson }}
{{- end }}
