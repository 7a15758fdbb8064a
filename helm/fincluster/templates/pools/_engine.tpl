{{/* What a node computes, from the values of a pool. */}}
{{- define "fincluster.engineArgs" -}}
{{- range .models }}
- --model
- {{ printf "%s=%s" .name .file | quote }}
{{- end }}
{{- range .adapters }}
{{- $files := list }}
{{- range .files }}
{{- $files = append $files (ternary (printf "%s@%v" .file .scale) .file (hasKey . "scale")) }}
{{- end }}
- --adapter
- {{ printf "%s=%s" .name (join "," $files) | quote }}
{{- end }}
{{- if eq .engine.kind "simulated" }}
- --engine
- simulated
{{- with .engine.simulate }}
- --simulate
- {{ . | quote }}
{{- end }}
{{- end }}
- --context
- {{ int .engine.context | quote }}
- --parallel
- {{ int .engine.parallel | quote }}
- --batch
- {{ int .engine.batch | quote }}
- --prefill-chunk
- {{ int .engine.prefillChunk | quote }}
- --threads
- {{ int .engine.threads | quote }}
- --gpu-layers
- {{ int .engine.gpuLayers | quote }}
- --flash-attention
- {{ .engine.flashAttention | quote }}
- --max-queue
- {{ int .engine.maxQueue | quote }}
{{- end }}
