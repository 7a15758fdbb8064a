{{/* A peer of a network policy: the pods of components of this release. (dict "root" $ "components" (list "gateway" "node")) */}}
{{- define "fincluster.peer" -}}
- podSelector:
    matchLabels:
      app.kubernetes.io/name: {{ include "fincluster.name" .root }}
      app.kubernetes.io/instance: {{ .root.Release.Name }}
    matchExpressions:
      - key: app.kubernetes.io/component
        operator: In
        values:
          {{- toYaml .components | nindent 10 }}
{{- end }}

{{/* Ports of a rule: (list 8080 8081). */}}
{{- define "fincluster.policyPorts" -}}
{{- range . }}
- protocol: TCP
  port: {{ int . }}
{{- end }}
{{- end }}

{{/* The ports on which nodes serve, each once: pools may differ. */}}
{{- define "fincluster.nodePorts" -}}
{{- $ports := list }}
{{- range include "fincluster.pools" . | fromYaml }}{{ $ports = append $ports (int .grpcPort) }}{{ end }}
{{- toYaml ($ports | uniq) }}
{{- end }}

{{/* Silos of the release, and tools that are started in a pod, call each other. */}}
{{- define "fincluster.siloRule" -}}
{{- $components := list "gateway" "node" }}
{{- if .root.Values.scaler.enabled }}{{ $components = append $components "scaler" }}{{ end }}
- {{ .direction }}:
    {{- include "fincluster.peer" (dict "root" .root "components" $components) | nindent 4 }}
  ports:
    {{- include "fincluster.policyPorts" (list .root.Values.cluster.siloPort .root.Values.cluster.toolSiloPort) | trim | nindent 4 }}
{{- end }}

{{/* What every role asks: names, Redis, and with Orleans the other silos. */}}
{{- define "fincluster.commonEgress" -}}
- ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
{{- if and .Values.redis.trial.enabled (not .Values.redis.url) (not .Values.redis.existingSecret.name) }}
- to:
    {{- include "fincluster.peer" (dict "root" . "components" (list "redis")) | nindent 4 }}
  ports:
    {{- include "fincluster.policyPorts" (list 6379) | trim | nindent 4 }}
{{- else }}
- ports:
    {{- include "fincluster.policyPorts" (list .Values.redis.port) | trim | nindent 4 }}
  {{- with .Values.networkPolicy.redisTo }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- if eq .Values.cluster.engine "orleans" }}
{{ include "fincluster.siloRule" (dict "root" . "direction" "to") }}
{{- end }}
{{- end }}
