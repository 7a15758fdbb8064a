{{- define "fincluster.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "fincluster.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Pods of a component on different machines, and in different zones, if that is possible: as "fincluster.selector". */}}
{{- define "fincluster.spread" -}}
{{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- maxSkew: 1
  topologyKey: {{ $key }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "fincluster.selector" $ | nindent 6 }}
{{- end }}
{{- end }}

{{/* Where pods are placed: (dict "role" VALUES "tolerations" LIST). */}}
{{- define "fincluster.placement" -}}
{{- with .role.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .role.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .role.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{- define "fincluster.listenHost" -}}
{{- ternary "[::]" "0.0.0.0" .Values.network.ipv6 }}
{{- end }}

{{/* The pod's own address, as the kubelet puts it into an argument. */}}
{{- define "fincluster.podHost" -}}
{{- ternary "[$(POD_IP)]" "$(POD_IP)" .Values.network.ipv6 }}
{{- end }}

{{- define "fincluster.clusterArgs" -}}
- --cluster
- {{ ternary "orleans+" "" (eq .Values.cluster.engine "orleans") }}$(FINCLUSTER_REDIS)
- --cluster-name
- {{ .Values.cluster.name | quote }}
{{- if eq .Values.cluster.engine "orleans" }}
- --silo
- {{ printf "%s:%d" (include "fincluster.podHost" .) (int .Values.cluster.siloPort) | quote }}
{{- end }}
{{- end }}

{{- define "fincluster.clusterEnv" -}}
- name: POD_IP
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: FINCLUSTER_REDIS
  {{- if .Values.redis.existingSecret.name }}
  valueFrom:
    secretKeyRef:
      name: {{ .Values.redis.existingSecret.name }}
      key: {{ .Values.redis.existingSecret.key }}
  {{- else if .Values.redis.url }}
  value: {{ .Values.redis.url | quote }}
  {{- else if .Values.redis.trial.enabled }}
  value: {{ printf "redis://%s-redis:6379" (include "fincluster.fullname" .) | quote }}
  {{- else }}
  {{- fail "redis.url or redis.existingSecret.name must say where Redis is when redis.trial.enabled is false" }}
  {{- end }}
# Everything is in the image; nothing is unpacked or written beside it.
- name: DOTNET_EnableDiagnostics
  value: "0"
- name: FINCLUSTER_DATA
  value: /tmp/fincluster
{{- end }}

{{- define "fincluster.siloPort" -}}
{{- if eq .Values.cluster.engine "orleans" }}
- name: silo
  containerPort: {{ .Values.cluster.siloPort }}
{{- end }}
{{- end }}

{{/* Volumes and mounts that every role has. */}}
{{- define "fincluster.mounts" -}}
- name: tmp
  mountPath: /tmp
{{- if .Values.redis.caSecret }}
- name: redis-ca
  mountPath: /etc/fincluster/redis-ca
  readOnly: true
{{- end }}
{{- end }}

{{- define "fincluster.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- with .Values.redis.caSecret }}
- name: redis-ca
  secret:
    secretName: {{ . }}
{{- end }}
{{- end }}
