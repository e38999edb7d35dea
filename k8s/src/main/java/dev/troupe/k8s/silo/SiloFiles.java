package dev.troupe.k8s.silo;

import java.util.Map;

/** The texts of a silo's manifests. */
final class SiloFiles {
  private static final String ORIGIN =
      "# Made from tenant.conf by `troupe silo`; change that file, and make this one anew.\n";

  private SiloFiles() {}

  static Map<String, String> of(TenantSilo silo) {
    return Map.of(
        "kustomization.yaml",
        ORIGIN + filled(KUSTOMIZATION, silo),
        "config.env",
        ORIGIN + filled(CONFIG, silo),
        "namespace.yaml",
        ORIGIN + filled(NAMESPACE, silo),
        "quota.yaml",
        ORIGIN + filled(QUOTA, silo),
        "access.yaml",
        ORIGIN + filled(ACCESS, silo),
        "isolation.yaml",
        ORIGIN + filled(ISOLATION, silo));
  }

  private static String filled(String template, TenantSilo silo) {
    return template
        .replace("{tenant}", silo.tenant())
        .replace("{namespace}", silo.namespace())
        .replace("{admins}", silo.admins())
        .replace("{cpu}", silo.cpu())
        .replace("{memory}", silo.memory())
        .replace("{pods}", Integer.toString(silo.pods()))
        .replace("{database-url}", silo.databaseUrl())
        .replace("{host}", silo.host());
  }

  private static final String KUSTOMIZATION =
      """
      apiVersion: kustomize.config.k8s.io/v1beta1
      kind: Kustomization
      namespace: {namespace}
      resources:
        - namespace.yaml
        - quota.yaml
        - access.yaml
        - isolation.yaml
        - ../base
      components:
        - ../components/certificates
        - ../components/network
        - ../components/ingress
      configMapGenerator:
        - name: troupe-config
          behavior: merge
          envs:
            - config.env
      patches:
        - target:
            kind: Ingress
            name: troupe
          patch: |-
            - op: replace
              path: /spec/rules/0/host
              value: "{host}"
            - op: replace
              path: /spec/tls/0/hosts/0
              value: "{host}"
      labels:
        - pairs:
            troupe.dev/tenant: "{tenant}"
      """;

  private static final String CONFIG =
      """
      TROUPE_DATABASE_URL={database-url}
      TROUPE_TENANTS_CREATED_AT_START={tenant}
      """;

  private static final String NAMESPACE =
      """
      apiVersion: v1
      kind: Namespace
      metadata:
        name: {namespace}
        labels:
          pod-security.kubernetes.io/enforce: restricted
          pod-security.kubernetes.io/warn: restricted
          pod-security.kubernetes.io/audit: restricted
      """;

  private static final String QUOTA =
      """
      # Requests, and not limits, of CPU: nodes have none, since a throttled one looks dead to the others.
      apiVersion: v1
      kind: ResourceQuota
      metadata:
        name: tenant
      spec:
        hard:
          requests.cpu: "{cpu}"
          requests.memory: {memory}
          limits.memory: {memory}
          pods: "{pods}"
      """;

  private static final String ACCESS =
      """
      # Those of the tenant may do anything in its namespace, and read its secrets. They can't change its quota.
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata:
        name: tenant-admins
      roleRef:
        apiGroup: rbac.authorization.k8s.io
        kind: ClusterRole
        name: admin
      subjects:
        - apiGroup: rbac.authorization.k8s.io
          kind: Group
          name: "{admins}"
      """;

  private static final String ISOLATION =
      """
      # No pod of the namespace is reached or reaches anything, but for what another policy lets in or out.
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata:
        name: isolation
      spec:
        podSelector: {}
        policyTypes: [Ingress, Egress]
      ---
      # Where cert-manager proves by HTTP that the host is yours, its pod for that is reached through the ingress controller.
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata:
        name: certificate-of-the-host
      spec:
        podSelector:
          matchLabels:
            acme.cert-manager.io/http01-solver: "true"
        policyTypes: [Ingress]
        ingress:
          - from:
              - namespaceSelector:
                  matchLabels:
                    kubernetes.io/metadata.name: ingress-nginx
            ports:
              - protocol: TCP
                port: 8089
      """;
}
