{{- define "name" -}}
{{ .Values.server.fullnameOverride | default (printf "%s-server" .Release.Name) }}
{{- end -}}

{{- define "selector" -}}
app.kubernetes.io/component: server
app.kubernetes.io/name: prometheus
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "labels" -}}
{{ include "selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion }}
app.kubernetes.io/part-of: prometheus
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}
