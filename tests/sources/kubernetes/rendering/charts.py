"""Charts of an invented shop, by what of Helm each of them uses."""

from __future__ import annotations

from textwrap import dedent

CHART = "apiVersion: v2\nname: shop\nversion: 0.1.0\n"

PLAIN = {
    "shop/Chart.yaml": CHART,
    "shop/values.yaml": """\
        replicas: 2
        image: {repository: registry.invalid/cart, tag: "1.4"}
        memory: 64
        resources:
          limits:
            memory: 128Mi # expect limits
          requests:
            cpu: 100m
        podLabels:
          team: checkout
        service: {type: LoadBalancer}
        """,
    "shop/templates/deployment.yaml": """\
        # The cart.
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ .Release.Name }}-cart
          labels:
            {{- include "shop.labels" . | nindent 4 }}
        spec:
          replicas: {{ .Values.replicas }}
          template:
            metadata:
              labels:
                app: cart
                {{- with .Values.podLabels }}
                {{- toYaml . | nindent 8 }}
                {{- end }}
            spec:
              containers:
              - name: cart
                image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
                env:
                - {name: MEMORY, value: "{{ .Values.memory }}Mi"}
                resources:
                  {{- toYaml .Values.resources | nindent 10 }}
        """,
    "shop/templates/service.yaml": """\
        {{- if .Values.service }}
        apiVersion: v1
        kind: Service
        metadata:
          name: cart
        spec:
          type: {{ .Values.service.type | default "ClusterIP" | quote }}
        {{- end }}
        """,
    "shop/templates/ingress.yaml": """\
        {{- if .Values.ingress }}
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: cart}
        {{- end }}
        """,
    "shop/templates/_helpers.tpl": """\
        {{- define "shop.labels" -}}
        app.kubernetes.io/name: {{ .Chart.Name }}
        app.kubernetes.io/instance: {{ .Release.Name }}
        {{- end }}
        """,
    "shop/templates/NOTES.txt": "kind: {{ .Chart.Name }}\n",
    "shop/crds/orders.yaml": """\
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: orders.shop.invalid}
        """,
}

LOOPS = {
    "shop/Chart.yaml": CHART,
    "shop/values.yaml": """\
        workers:
          orders: {replicas: 3, cpu: 250m}
          mails:
            replicas: 3
            cpu: 500m
        volumes:
        - name: data
          size: 5Gi
        - name: logs
          size: 50Gi
        """,
    "shop/templates/workers.yaml": """\
        {{- range $name, $worker := .Values.workers }}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ $name }}
        spec:
          replicas: {{ $worker.replicas }}
          template:
            spec:
              containers:
              - name: worker
                image: registry.invalid/worker
                resources: {requests: {cpu: {{ $worker.cpu }}}}
        {{- end }}
        """,
    "shop/templates/store.yaml": """\
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: store}
        spec:
          volumeClaimTemplates:
          {{- range .Values.volumes }}
          - metadata:
              name: {{ .name }}
            spec:
              resources:
                requests:
                  storage: {{ .size | quote }}
          {{- end }}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: store}
        """,
}

SUBCHARTS = {
    "shop/Chart.yaml": CHART
    + dedent("""\
        dependencies:
        - {name: cache, version: 0.1.0, alias: sessions}
        - {name: queue, version: 0.1.0, condition: queue.enabled}
        """),
    "shop/values.yaml": """\
        global: {team: checkout}
        queue: {enabled: false}
        sessions:
          memory: 256Mi
        """,
    "shop/values-prod.yaml": """\
        sessions:
          memory: 1Gi
        """,
    "shop/templates/settings.yaml": """\
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data:
          nested: {{ tpl "{{ .Values.global.team }}" . }}
        """,
    "shop/charts/cache/Chart.yaml": "apiVersion: v2\nname: cache\nversion: 0.1.0\n",
    "shop/charts/cache/values.yaml": "memory: 64Mi\ncpu: 50m\n",
    "shop/charts/cache/templates/cache.yaml": """\
        apiVersion: v1
        kind: Pod
        metadata:
          name: cache
          labels: {team: {{ .Values.global.team }}}
        spec:
          containers:
          - name: cache
            image: registry.invalid/cache
            resources:
              limits:
                memory: {{ .Values.memory }}
                cpu: {{ .Values.cpu }}
        """,
    "shop/charts/queue/Chart.yaml": "apiVersion: v2\nname: queue\nversion: 0.1.0\n",
    "shop/charts/queue/templates/queue.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: queue}\n",
}

HOOKS = {
    "shop/Chart.yaml": CHART,
    "shop/templates/migrate.yaml": """\
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migrate
          annotations: {"helm.sh/hook": pre-upgrade}
        spec:
          template:
            spec:
              containers:
              - {name: migrate, image: registry.invalid/migrate}
        ---
        # Only a comment.
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: migrate}
        ---
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Secret, metadata: {name: key}, stringData: {key: {{ .Values.key | b64enc }}}}
        """,
    "shop/values.yaml": "key: not-a-key\n",
}

ALL = {"plain": PLAIN, "loops": LOOPS, "subcharts": SUBCHARTS, "hooks": HOOKS}
