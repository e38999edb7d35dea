package dev.troupe.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each thing that may be wrong with a manifest is found by the check that is for it. */
class BrokenManifestsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String POD = "/spec/template/spec";
  private static final String CONTAINER = POD + "/containers/0";
  private final Manifests production = Rendered.overlay("production");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Deployment/troupe | {pod}/restartPolicies                      | "Always"            | UNKNOWN_FIELDS  | has no field 'restartPolicies'
          Deployment/troupe | {container}/readinessProbe/periods         | 3                   | UNKNOWN_FIELDS  | has no field 'periods'
          Service/troupe    | /spec/ports/0/portname                     | "http"              | UNKNOWN_FIELDS  | has no field 'portname'
          HorizontalPodAutoscaler/troupe | /spec/targetCPUUtilizationPercentage | 70           | UNKNOWN_FIELDS  | has no field 'targetCPUUtilizationPercentage'
          Certificate/troupe-nodes | /spec/renewAfter                    | "1h"                | UNKNOWN_FIELDS  | has no field 'renewAfter'
          Deployment/troupe | {container}/securityContext/privileged     | true                | RESTRICTED_PODS | 'troupe' is privileged
          Deployment/troupe | {container}/securityContext/allowPrivilegeEscalation | true      | RESTRICTED_PODS | 'troupe' may escalate its privileges
          Deployment/troupe | {container}/securityContext/capabilities/drop/0 | "CHOWN"        | RESTRICTED_PODS | 'troupe' does not drop ALL capabilities
          Deployment/troupe | {container}/securityContext/capabilities/add | ["SYS_ADMIN"]     | RESTRICTED_PODS | 'troupe' adds capabilities
          Deployment/troupe | {container}/securityContext/procMount      | "Unmasked"          | RESTRICTED_PODS | 'troupe' has a procMount
          Deployment/troupe | {container}/securityContext/seLinuxOptions | {"type":"spc_t"}    | RESTRICTED_PODS | 'troupe' has seLinuxOptions
          Deployment/troupe | {container}/securityContext/windowsOptions | {"hostProcess":true} | RESTRICTED_PODS | 'troupe' has windowsOptions
          Deployment/troupe | {container}/securityContext/appArmorProfile | {"type":"Unconfined"} | RESTRICTED_PODS | 'troupe' has an AppArmor profile of its own
          Deployment/troupe | {container}/securityContext/readOnlyRootFilesystem | false       | RESTRICTED_PODS | 'troupe' may write to its root file system
          Deployment/troupe | {container}/securityContext/runAsNonRoot   | false               | RESTRICTED_PODS | 'troupe' may run as root
          Deployment/troupe | {pod}/securityContext/runAsUser            | 0                   | RESTRICTED_PODS | 'troupe' runs as user 0
          Deployment/troupe | {pod}/securityContext/seccompProfile/type  | "Unconfined"        | RESTRICTED_PODS | 'troupe' has no seccomp profile that is allowed
          Deployment/troupe | {pod}/securityContext/sysctls              | [{"name":"kernel.msgmax","value":"1"}] | RESTRICTED_PODS | sysctls beyond the safe ones
          Deployment/troupe | {pod}/securityContext/seLinuxOptions       | {"type":"spc_t"}    | RESTRICTED_PODS | seLinuxOptions
          Deployment/troupe | {pod}/securityContext/windowsOptions       | {"hostProcess":true} | RESTRICTED_PODS | windowsOptions
          Deployment/troupe | {pod}/hostNetwork                          | true                | RESTRICTED_PODS | hostNetwork
          Deployment/troupe | {pod}/hostPID                              | true                | RESTRICTED_PODS | hostPID
          Deployment/troupe | {pod}/hostIPC                              | true                | RESTRICTED_PODS | hostIPC
          Deployment/troupe | {pod}/volumes/0                            | {"name":"secrets","hostPath":{"path":"/"}} | RESTRICTED_PODS | volume 'secrets' of a type that is not allowed
          Deployment/troupe | {container}/ports/0/hostPort               | 8080                | RESTRICTED_PODS | 'troupe' takes a port of the host
          Deployment/troupe | {container}/livenessProbe/httpGet/host     | "example.com"       | RESTRICTED_PODS | 'troupe' has a probe of another host
          Deployment/troupe | {pod}/ephemeralContainers                  | [{"name":"debug"}]  | RESTRICTED_PODS | ephemeral containers
          Deployment/troupe | /spec/template/metadata/labels/app         | "bank"              | WIRING          | and its pods are not that
          Deployment/troupe | {pod}/serviceAccountName                   | "bank"              | WIRING          | there is no service account 'bank'
          Deployment/troupe | {container}/envFrom/0/configMapRef/name    | "config"            | WIRING          | there is no config map 'config'
          Deployment/troupe | {container}/volumeMounts/0/name            | "keys"              | WIRING          | there is no volume 'keys'
          Deployment/troupe | {container}/startupProbe/httpGet/port      | "health"            | WIRING          | a probe asks port 'health', which it has not
          Deployment/troupe | {container}/livenessProbe/httpGet/port     | 7626                | WIRING          | a probe asks port 'null', which it has not
          Deployment/troupe | {pod}/topologySpreadConstraints/0/labelSelector/matchLabels/app | "x" | WIRING     | a topology spread selects
          Service/troupe    | /spec/selector/app                         | "bank"              | WIRING          | which no pod is
          Service/troupe    | /spec/ports/0/targetPort                   | "web"               | WIRING          | its pods have no port 'web'
          PodDisruptionBudget/troupe | /spec/selector/matchLabels/app    | "bank"              | WIRING          | which no pod is
          NetworkPolicy/troupe | /spec/podSelector/matchLabels/app       | "bank"              | WIRING          | which no pod is
          HorizontalPodAutoscaler/troupe | /spec/scaleTargetRef/name     | "bank"              | WIRING          | there is no deployment 'bank'
          VerticalPodAutoscaler/troupe | /spec/targetRef/name            | "bank"              | WIRING          | there is no deployment 'bank'
          ServiceMonitor/troupe | /spec/endpoints/0/port                 | "metrics"           | WIRING          | has port 'metrics'
          RoleBinding/troupe-discovery | /roleRef/name                   | "bank"              | WIRING          | there is no role 'bank'
          RoleBinding/troupe-discovery | /subjects/0/namespace           | "bank"              | WIRING          | there is no service account 'troupe' in namespace 'bank'
          Deployment/troupe | {container}/ports/1/name                   | "mgmt"              | FITS_THE_APP    | ports are
          Deployment/troupe | {container}/ports/2/containerPort          | 25520               | FITS_THE_APP    | ports are
          Deployment/troupe | {container}/readinessProbe/httpGet/path    | "/healthz"          | FITS_THE_APP    | readiness: is
          Deployment/troupe | {container}/livenessProbe/httpGet/path     | "/ready"            | FITS_THE_APP    | liveness: is
          Deployment/troupe | {container}/readinessProbe/timeoutSeconds  | 3                   | FITS_THE_APP    | readiness: waits for less
          Deployment/troupe | {container}/env/0/name                     | "TROUPE_NODE_HOSTS" | FITS_THE_APP    | variables '[TROUPE_NODE_HOSTS]' are not known to the app
          Deployment/troupe | {container}/env/0/name                     | "POD_IP"            | FITS_THE_APP    | variable 'TROUPE_NODE_HOST' is not set
          Deployment/troupe | {container}/env/0/name                     | "TROUPE_CONTACT_POINTS" | FITS_THE_APP | so nobody asks for the pods
          Deployment/troupe | /spec/template/metadata/labels/app         | "bank"              | FITS_THE_APP    | so discovery does not find them
          Deployment/troupe | {pod}/terminationGracePeriodSeconds        | 30                  | FITS_THE_APP    | terminationGracePeriodSeconds is '30'
          Deployment/troupe | {container}/envFrom/0                      | {"secretRef":{"name":"x"}} | SECRECY  | a secret becomes variables
          Deployment/troupe | {container}/env/0                          | {"name":"P","valueFrom":{"secretKeyRef":{"name":"x","key":"y"}}} | SECRECY | 'P' is a secret in a variable
          Deployment/troupe | {container}/env/0                          | {"name":"TROUPE_DATABASE_PASSWORD","value":"x"} | SECRECY | 'TROUPE_DATABASE_PASSWORD' holds a secret
          Deployment/troupe | {container}/env/0                          | {"name":"TROUPE_KEY_FILE","value":"/tmp/keys.json"} | SECRECY | 'TROUPE_KEY_FILE' is '/tmp/keys.json', which is in no secret
          Service/troupe    | /spec/type                                 | "LoadBalancer"      | EXPOSURE        | Service troupe is of type 'LoadBalancer'
          Service/troupe    | /spec/ports/0/targetPort                   | "management"        | EXPOSURE        | Service troupe has port 'http' and an address
          Service/troupe-nodes | /spec/clusterIP                         | "10.0.0.1"          | EXPOSURE        | Service troupe-nodes has port 'management' and an address
          Service/troupe-nodes | /spec/publishNotReadyAddresses          | false               | EXPOSURE        | hides nodes that are not ready
          Ingress/troupe    | /spec/rules/0/http/paths/0/backend/service | {"name":"troupe-nodes","port":{"name":"management"}} | EXPOSURE | Ingress leads from '/tenants'
          Ingress/troupe    | /spec/tls/0/hosts/0                        | "example.com"       | EXPOSURE        | Ingress has no TLS for 'bank.example.com'
          Ingress/troupe    | /spec/defaultBackend                       | {"service":{"name":"troupe"}} | EXPOSURE | Ingress has a default backend
          """)
  void isFound(String object, String path, String value, Check check, String finding) {
    String pointer = path.replace("{pod}", POD).replace("{container}", CONTAINER);
    assertThat(check.findings(production.with(object, json -> set(json, pointer, value))))
        .anySatisfy(each -> assertThat(each).contains(finding));
  }

  @Test
  void aSecretInAConfigMapIsFoundByItsNameAndByItsLooks() {
    String config = configMap();
    assertThat(
            Check.SECRECY.findings(
                production.with(
                    config, json -> set(json, "/data/TROUPE_DATABASE_PASSWORD", "\"x\""))))
        .anySatisfy(each -> assertThat(each).contains("'TROUPE_DATABASE_PASSWORD' holds a secret"));
    assertThat(
            Check.SECRECY.findings(
                production.with(
                    config,
                    json ->
                        set(
                            json,
                            "/data/TROUPE_DATABASE_URL",
                            "\"jdbc:postgresql://db/bank?user=a&password=b\""))))
        .anySatisfy(each -> assertThat(each).contains("'TROUPE_DATABASE_URL' holds a secret"));
    assertThat(
            Check.SECRECY.findings(
                production.and(
                    "{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: b}}")))
        .contains("Secret/s is among the manifests");
  }

  @Test
  void aKindOfAnOldVersionIsRefused() {
    assertThatThrownBy(() ->
            production.with(
                "HorizontalPodAutoscaler/troupe",
                json -> json.put("apiVersion", "autoscaling/v2beta2")))
        .isInstanceOf(AssertionError.class)
        .hasMessage("'autoscaling/v2beta2 HorizontalPodAutoscaler' is no kind that is known");
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    assertThatThrownBy(() ->
            production.with(
                "Deployment/troupe", json -> set(json, "/spec/minReadySeconds", "\"10\"")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Deployment");
    assertThatThrownBy(() ->
            production.with(
                "Deployment/troupe",
                json -> set(json, CONTAINER + "/env/0", "{\"name\":\"PORT\",\"value\":8080}")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Deployment");
    assertThatThrownBy(() ->
            production.with(
                configMap(), json -> set(json, "/data/TROUPE_DATABASE_POOL_SIZE", "10")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("ConfigMap");
  }

  private String configMap() {
    return production.all().stream()
        .map(Manifest::name)
        .filter(name -> name.startsWith("ConfigMap/troupe-config"))
        .findFirst()
        .orElseThrow();
  }

  private static void set(ObjectNode json, String pointer, String value) {
    try {
      int last = pointer.lastIndexOf('/');
      JsonNode parent = json.at(pointer.substring(0, last));
      String field = pointer.substring(last + 1);
      if (parent instanceof ArrayNode array) {
        array.set(Integer.parseInt(field), JSON.readTree(value));
      } else if (parent instanceof ObjectNode object) {
        object.set(field, JSON.readTree(value));
      } else {
        throw new AssertionError("no '%s' in %s".formatted(pointer.substring(0, last), json));
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
