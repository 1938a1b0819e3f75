"""The same objects twice: as resources of Terraform's kubernetes provider, and as manifests."""

from __future__ import annotations

# type -> the body of its resource, and the manifest of the object that it makes.
PAIRS: dict[str, tuple[str, str]] = {
    "kubernetes_namespace": (
        """
        metadata {
          name        = "shop"
          labels      = { owner = "checkout", "app.kubernetes.io/part-of" = "shop" }
          annotations = { "finops-guard/monthly-budget" = "a lot" }
        }
        timeouts {
          delete = "5m"
        }
        """,
        """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels: {owner: checkout, app.kubernetes.io/part-of: shop}
          annotations: {finops-guard/monthly-budget: a lot}
        """,
    ),
    "kubernetes_deployment_v1": (
        """
        wait_for_rollout = false
        metadata {
          name      = "cart"
          namespace = "shop"
          labels    = { team = "not read" }
        }
        spec {
          replicas = "3"
          selector {
            match_labels = { app = "cart" }
            match_expressions {
              key      = "tier"
              operator = "In"
              values   = ["front"]
            }
          }
          strategy {
            type = "RollingUpdate"
            rolling_update {
              max_surge       = "25%"
              max_unavailable = "1"
            }
          }
          template {
            metadata {
              labels = { app = "cart", environment = "prod" }
            }
            spec {
              host_ipc      = false
              node_selector = { "kubernetes.io/arch" = "arm64" }
              affinity {
                node_affinity {
                  required_during_scheduling_ignored_during_execution {
                    node_selector_term {
                      match_expressions {
                        key      = "zone"
                        operator = "Exists"
                      }
                    }
                  }
                }
                pod_anti_affinity {
                  required_during_scheduling_ignored_during_execution {
                    topology_key = "kubernetes.io/hostname"
                    label_selector {
                      match_labels = { app = "cart" }
                    }
                  }
                }
              }
              toleration {
                key                = "spot"
                operator           = "Exists"
                toleration_seconds = "300"
              }
              toleration {
                effect = "NoSchedule"
                value  = "1"
              }
              topology_spread_constraint {
                max_skew     = 1
                topology_key = "zone"
              }
              image_pull_secrets {
                name = "registry"
              }
              init_container {
                name  = "migrate"
                image = "cart:1"
                resources {
                  requests = { memory = "400m" }
                }
              }
              container {
                name    = "cart"
                image   = "cart:1"
                command = ["serve"]
                port {
                  container_port = 8080
                  host_ip        = "10.0.0.1"
                }
                env {
                  name  = "LEVEL"
                  value = "3"
                }
                env {
                  name = "TOKEN"
                  value_from {
                    secret_key_ref {
                      name = "cart"
                      key  = "token"
                    }
                  }
                }
                env_from {
                  config_map_ref {
                    name = "cart"
                  }
                }
                resources {
                  requests = { cpu = "2000", memory = "1Gi" }
                  limits   = { memory = "1GB", "nvidia.com/gpu" = 1 }
                }
                liveness_probe {
                  http_get {
                    path = "/health"
                    port = "8080"
                    http_header {
                      name  = "X"
                      value = "y"
                    }
                  }
                }
                readiness_probe {
                  tcp_socket {
                    port = "web"
                  }
                }
                lifecycle {
                  pre_stop {
                    exec {
                      command = ["sleep", "5"]
                    }
                  }
                }
                security_context {
                  run_as_user = "1000"
                  capabilities {
                    drop = ["ALL"]
                  }
                }
                volume_mount {
                  name       = "cache"
                  mount_path = "/cache"
                }
              }
              container {
                name = "sidecar"
              }
              volume {
                name = "cache"
                empty_dir {
                  size_limit = "5Gi"
                }
              }
              volume {
                name = "config"
                config_map {
                  name         = "cart"
                  default_mode = "0644"
                  items {
                    key  = "a"
                    path = "b"
                  }
                }
              }
              volume {
                name = "all"
                projected {
                  sources {
                    service_account_token {
                      path = "token"
                    }
                  }
                }
              }
            }
          }
        }
        """,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: cart, namespace: shop, labels: {team: not read}}
        spec:
          replicas: 3
          selector:
            matchLabels: {app: cart}
            matchExpressions: [{key: tier, operator: In, values: [front]}]
          strategy:
            type: RollingUpdate
            rollingUpdate: {maxSurge: 25%, maxUnavailable: 1}
          template:
            metadata:
              labels: {app: cart, environment: prod}
            spec:
              hostIPC: false
              nodeSelector: {kubernetes.io/arch: arm64}
              affinity:
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms:
                      - matchExpressions: [{key: zone, operator: Exists}]
                podAntiAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    - topologyKey: kubernetes.io/hostname
                      labelSelector: {matchLabels: {app: cart}}
              tolerations:
                - {key: spot, operator: Exists, tolerationSeconds: 300}
                - {effect: NoSchedule, value: "1"}
              topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone}]
              imagePullSecrets: [{name: registry}]
              initContainers:
                - name: migrate
                  image: cart:1
                  resources: {requests: {memory: 400m}}
              containers:
                - name: cart
                  image: cart:1
                  command: [serve]
                  ports: [{containerPort: 8080, hostIP: 10.0.0.1}]
                  env:
                    - {name: LEVEL, value: "3"}
                    - {name: TOKEN, valueFrom: {secretKeyRef: {name: cart, key: token}}}
                  envFrom: [{configMapRef: {name: cart}}]
                  resources:
                    requests: {cpu: "2000", memory: 1Gi}
                    limits: {memory: 1GB, nvidia.com/gpu: 1}
                  livenessProbe: {httpGet: {path: /health, port: 8080, httpHeaders: [{name: X, value: "y"}]}}
                  readinessProbe: {tcpSocket: {port: web}}
                  lifecycle: {preStop: {exec: {command: [sleep, "5"]}}}
                  securityContext: {runAsUser: 1000, capabilities: {drop: [ALL]}}
                  volumeMounts: [{name: cache, mountPath: /cache}]
                - name: sidecar
              volumes:
                - {name: cache, emptyDir: {sizeLimit: 5Gi}}
                - {name: config, configMap: {name: cart, defaultMode: 420, items: [{key: a, path: b}]}}
                - {name: all, projected: {sources: [{serviceAccountToken: {path: token}}]}}
        """,
    ),
    "kubernetes_stateful_set_v1": (
        """
        metadata {
          name      = "db"
          namespace = "shop"
        }
        spec {
          service_name = "db"
          update_strategy {
            type = "RollingUpdate"
            rolling_update {
              partition = 1
            }
          }
          template {
            metadata {
              labels = { owner = "data" }
            }
            spec {
              container {
                name = "db"
                resources {
                  requests = {
                    cpu    = 1
                    memory = "2Gi"
                  }
                }
              }
            }
          }
          volume_claim_template {
            metadata {
              name = "data"
            }
            spec {
              access_modes       = ["ReadWriteOnce"]
              storage_class_name = "io2"
              resources {
                requests = { storage = "500Gi" }
              }
            }
          }
        }
        """,
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db, namespace: shop}
        spec:
          serviceName: db
          updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1}}
          template:
            metadata: {labels: {owner: data}}
            spec:
              containers:
                - name: db
                  resources: {requests: {cpu: 1, memory: 2Gi}}
          volumeClaimTemplates:
            - metadata: {name: data}
              spec:
                accessModes: [ReadWriteOnce]
                storageClassName: io2
                resources: {requests: {storage: 500Gi}}
        """,
    ),
    "kubernetes_daemonset": (
        """
        metadata {
          name = "agent"
        }
        spec {
          strategy {
            type = "OnDelete"
          }
          template {
            metadata {}
            spec {
              container {
                name = "agent"
              }
            }
          }
        }
        """,
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          updateStrategy: {type: OnDelete}
          template:
            metadata: {}
            spec: {containers: [{name: agent}]}
        """,
    ),
    "kubernetes_job_v1": (
        """
        wait_for_completion = true
        metadata {
          generate_name = "import-"
          namespace     = "shop"
        }
        spec {
          backoff_limit              = 4
          ttl_seconds_after_finished = "600"
          pod_failure_policy {
            rule {
              action = "Ignore"
              on_pod_condition {
                type = "DisruptionTarget"
              }
            }
          }
          template {
            metadata {
              labels = { application = "import" }
            }
            spec {
              restart_policy = "Never"
              container {
                name = "import"
                resources {
                  limits = { cpu = "512Mi" }
                }
              }
            }
          }
        }
        """,
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {generateName: import-, namespace: shop}
        spec:
          backoffLimit: 4
          ttlSecondsAfterFinished: 600
          podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget}]}]}
          template:
            metadata: {labels: {application: import}}
            spec:
              restartPolicy: Never
              containers: [{name: import, resources: {limits: {cpu: 512Mi}}}]
        """,
    ),
    "kubernetes_cron_job_v1": (
        """
        metadata {
          name = "report"
        }
        spec {
          schedule                      = "0 5 * * *"
          timezone                      = "Etc/UTC"
          successful_jobs_history_limit = "50"
          job_template {
            metadata {}
            spec {
              template {
                metadata {
                  labels = { owner = "finance" }
                }
                spec {
                  container {
                    name = "report"
                  }
                }
              }
            }
          }
        }
        """,
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: report}
        spec:
          schedule: 0 5 * * *
          timeZone: Etc/UTC
          successfulJobsHistoryLimit: 50
          jobTemplate:
            metadata: {}
            spec:
              template:
                metadata: {labels: {owner: finance}}
                spec: {containers: [{name: report}]}
        """,
    ),
    "kubernetes_pod": (
        """
        metadata {
          name   = "shell"
          labels = { owner = "platform", app = "shell" }
        }
        spec {
          container {
            name = "shell"
          }
        }
        """,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: shell, labels: {owner: platform, app: shell}}
        spec: {containers: [{name: shell}]}
        """,
    ),
    "kubernetes_replication_controller_v1": (
        """
        metadata {
          name = "old"
        }
        spec {
          replicas = 2
          selector = { app = "old" }
          template {
            metadata {
              labels = { app = "old" }
            }
            spec {
              container {
                name = "old"
              }
            }
          }
        }
        """,
        """
        apiVersion: v1
        kind: ReplicationController
        metadata: {name: old}
        spec:
          replicas: 2
          selector: {app: old}
          template:
            metadata: {labels: {app: old}}
            spec: {containers: [{name: old}]}
        """,
    ),
    "kubernetes_service_v1": (
        """
        wait_for_load_balancer = false
        metadata {
          name      = "front"
          namespace = "shop"
          labels    = { cost-center = "12" }
        }
        spec {
          type                        = "LoadBalancer"
          cluster_ip                  = "10.0.0.9"
          external_ips                = ["10.0.0.10"]
          load_balancer_source_ranges = ["10.0.0.0/8"]
          selector                    = { app = "front" }
          session_affinity_config {
            client_ip {
              timeout_seconds = 60
            }
          }
          port {
            port        = 80
            target_port = "8080"
            node_port   = 30080
          }
        }
        """,
        """
        apiVersion: v1
        kind: Service
        metadata: {name: front, namespace: shop, labels: {cost-center: "12"}}
        spec:
          type: LoadBalancer
          clusterIP: 10.0.0.9
          externalIPs: [10.0.0.10]
          loadBalancerSourceRanges: [10.0.0.0/8]
          selector: {app: front}
          sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}
          ports: [{port: 80, targetPort: 8080, nodePort: 30080}]
        """,
    ),
    "kubernetes_service": (
        """
        metadata {
          name = "inside"
        }
        spec {
          port {
            port = 80
          }
        }
        """,
        """
        apiVersion: v1
        kind: Service
        metadata: {name: inside}
        spec: {ports: [{port: 80}]}
        """,
    ),
    "kubernetes_resource_quota_v1": (
        """
        metadata {
          name = "all"
        }
        spec {
          hard   = { "requests.cpu" = 4, pods = "10" }
          scopes = ["BestEffort"]
          scope_selector {
            match_expression {
              scope_name = "PriorityClass"
              operator   = "In"
              values     = ["low"]
            }
          }
        }
        """,
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: all}
        spec:
          hard: {requests.cpu: 4, pods: "10"}
          scopes: [BestEffort]
          scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [low]}]}
        """,
    ),
    "kubernetes_limit_range": (
        """
        metadata {
          name = "sizes"
        }
        spec {
          limit {
            type            = "Container"
            default         = { cpu = "1" }
            default_request = { cpu = "100m" }
          }
          limit {
            type = "PersistentVolumeClaim"
            max  = { storage = "1Ti" }
          }
        }
        """,
        """
        apiVersion: v1
        kind: LimitRange
        metadata: {name: sizes}
        spec:
          limits:
            - {type: Container, default: {cpu: "1"}, defaultRequest: {cpu: 100m}}
            - {type: PersistentVolumeClaim, max: {storage: 1Ti}}
        """,
    ),
    "kubernetes_horizontal_pod_autoscaler": (
        """
        metadata {
          name = "cart"
        }
        spec {
          max_replicas                      = 50
          target_cpu_utilization_percentage = 60
          scale_target_ref {
            api_version = "apps/v1"
            kind        = "Deployment"
            name        = "cart"
          }
        }
        """,
        """
        apiVersion: autoscaling/v1
        kind: HorizontalPodAutoscaler
        metadata: {name: cart}
        spec:
          maxReplicas: 50
          targetCPUUtilizationPercentage: 60
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: cart}
        """,
    ),
    "kubernetes_horizontal_pod_autoscaler_v2": (
        """
        metadata {
          name = "cart"
        }
        spec {
          min_replicas = 2
          max_replicas = 50
          scale_target_ref {
            kind = "Deployment"
            name = "cart"
          }
          metric {
            type = "Resource"
            resource {
              name = "cpu"
              target {
                type                = "Utilization"
                average_utilization = 60
              }
            }
          }
          metric {
            type = "External"
            external {
              metric {
                name = "queue"
                selector {
                  match_labels = { queue = "cart" }
                }
              }
              target {
                type  = "Value"
                value = "30"
              }
            }
          }
          behavior {
            scale_down {
              stabilization_window_seconds = 300
              policy {
                period_seconds = 60
                type           = "Pods"
                value          = 1
              }
            }
          }
        }
        """,
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: cart}
        spec:
          minReplicas: 2
          maxReplicas: 50
          scaleTargetRef: {kind: Deployment, name: cart}
          metrics:
            - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}
            - type: External
              external:
                metric: {name: queue, selector: {matchLabels: {queue: cart}}}
                target: {type: Value, value: "30"}
          behavior:
            scaleDown:
              stabilizationWindowSeconds: 300
              policies: [{periodSeconds: 60, type: Pods, value: 1}]
        """,
    ),
    "kubernetes_pod_disruption_budget_v1": (
        """
        metadata {
          name = "cart"
        }
        spec {
          min_available = "2"
          selector {
            match_labels = { app = "cart" }
          }
        }
        """,
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: cart}
        spec:
          minAvailable: 2
          selector: {matchLabels: {app: cart}}
        """,
    ),
    "kubernetes_persistent_volume_claim": (
        """
        wait_until_bound = false
        metadata {
          name      = "files"
          namespace = "shop"
        }
        spec {
          access_modes = ["ReadWriteMany"]
          resources {
            requests = { storage = "2Ti" }
          }
        }
        """,
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: files, namespace: shop}
        spec:
          accessModes: [ReadWriteMany]
          resources: {requests: {storage: 2Ti}}
        """,
    ),
    "kubernetes_persistent_volume": (
        """
        metadata {
          name = "files"
        }
        spec {
          capacity     = { storage = "2Ti" }
          access_modes = ["ReadWriteMany"]
          persistent_volume_source {
            csi {
              driver        = "efs.csi.aws.com"
              volume_handle = "fs-1"
            }
          }
        }
        """,
        """
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: files}
        spec:
          capacity: {storage: 2Ti}
          accessModes: [ReadWriteMany]
          csi: {driver: efs.csi.aws.com, volumeHandle: fs-1}
        """,
    ),
    "kubernetes_storage_class_v1": (
        """
        storage_provisioner    = "ebs.csi.aws.com"
        reclaim_policy         = "Retain"
        allow_volume_expansion = true
        parameters             = { type = "io2" }
        metadata {
          name = "fast"
        }
        allowed_topologies {
          match_label_expressions {
            key    = "zone"
            values = ["a"]
          }
        }
        """,
        """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: fast}
        provisioner: ebs.csi.aws.com
        reclaimPolicy: Retain
        allowVolumeExpansion: true
        parameters: {type: io2}
        allowedTopologies: [{matchLabelExpressions: [{key: zone, values: [a]}]}]
        """,
    ),
    "kubernetes_priority_class": (
        """
        value          = 1000
        global_default = true
        metadata {
          name = "low"
        }
        """,
        """
        apiVersion: scheduling.k8s.io/v1
        kind: PriorityClass
        metadata: {name: low}
        value: 1000
        globalDefault: true
        """,
    ),
    "kubernetes_ingress_v1": (
        """
        metadata {
          name = "web"
        }
        spec {
          ingress_class_name = "nginx"
          rule {
            host = "shop.example.com"
            http {
              path {
                path = "/"
                backend {
                  service {
                    name = "front"
                    port {
                      number = 80
                    }
                  }
                }
              }
            }
          }
          tls {
            hosts = ["shop.example.com"]
          }
        }
        """,
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: web}
        spec:
          ingressClassName: nginx
          rules:
            - host: shop.example.com
              http: {paths: [{path: /, backend: {service: {name: front, port: {number: 80}}}}]}
          tls: [{hosts: [shop.example.com]}]
        """,
    ),
    "kubernetes_config_map": (
        """
        data = { "some_key" = "a: b" }
        metadata {
          name = "cart"
        }
        """,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: cart}
        data: {some_key: "a: b"}
        """,
    ),
    "kubernetes_secret_v1": (
        """
        type = "Opaque"
        data = { pass_word = "invented" }
        metadata {
          name = "cart"
        }
        """,
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: cart}
        type: Opaque
        stringData: {pass_word: invented}
        """,
    ),
    "kubernetes_service_account_v1": (
        """
        automount_service_account_token = false
        metadata {
          name = "cart"
        }
        secret {
          name = "token"
        }
        image_pull_secret {
          name = "registry"
        }
        """,
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: cart}
        automountServiceAccountToken: false
        secrets: [{name: token}]
        imagePullSecrets: [{name: registry}]
        """,
    ),
    "kubernetes_network_policy_v1": (
        """
        metadata {
          name = "closed"
        }
        spec {
          pod_selector {}
          policy_types = ["Ingress"]
          ingress {
            from {
              ip_block {
                cidr = "10.0.0.0/8"
              }
            }
            ports {
              port     = "80"
              protocol = "TCP"
            }
          }
        }
        """,
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: closed}
        spec:
          podSelector: {}
          policyTypes: [Ingress]
          ingress:
            - from: [{ipBlock: {cidr: 10.0.0.0/8}}]
              ports: [{port: 80, protocol: TCP}]
        """,
    ),
    "kubernetes_role_binding_v1": (
        """
        metadata {
          name = "cart"
        }
        role_ref {
          api_group = "rbac.authorization.k8s.io"
          kind      = "Role"
          name      = "cart"
        }
        subject {
          kind = "ServiceAccount"
          name = "cart"
        }
        """,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: cart}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: cart}
        subjects: [{kind: ServiceAccount, name: cart}]
        """,
    ),
}
