package dev.troupe.doctor;

import static dev.troupe.doctor.Installation.at;
import static dev.troupe.doctor.Installation.isSound;
import static dev.troupe.doctor.Installation.with;
import static dev.troupe.doctor.Installation.withFile;
import static dev.troupe.doctor.Installation.withObject;
import static dev.troupe.doctor.Installation.without;

import dev.troupe.doctor.facts.ClusterFacts.Right;
import dev.troupe.doctor.facts.Facts;
import dev.troupe.doctor.facts.Looked;
import dev.troupe.doctor.facts.ManifestFacts;
import dev.troupe.doctor.facts.NodeFacts.FileFact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** For each rule an installation that differs from a sound one in what the rule is about. */
final class Broken {
  private static final String NODES = "Deployment/troupe";
  private static final String CONTAINER = "/spec/template/spec/containers/0";
  private static final String SHARDING = "pekko.cluster.sharding.";

  private final Map<String, Facts> byRule = new HashMap<>();

  private Broken() {
    cluster();
    startAndEnd();
    access();
    keys();
    journal();
    pods();
    rollout();
    exposure();
    rights();
    byRule.putAll(BrokenDatabases.all());
  }

  static Map<String, Facts> all() {
    return Map.copyOf(new Broken().byRule);
  }

  private void setting(String rule, String setting, Object value) {
    byRule.put(rule, with(isSound(), setting, value));
  }

  private void node(String rule, String path, String json) {
    byRule.put(rule, withObject(NODES, at(path, json)));
  }

  private void cluster() {
    setting("no-split-brain-resolver", "pekko.cluster.downing-provider-class", "");
    setting(
        "split-brain-strategy",
        "pekko.cluster.split-brain-resolver.active-strategy",
        "keep-oldest");
    setting("joins-for-ever", "pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes", "off");
    setting("shards-differ", SHARDING + "number-of-shards", 256);
    String key = "troupe.sharding.key-file";
    setting("shard-hashes-differ", "troupe.sharding.fingerprint", "0123456789abcdef");
    setting("shard-key-unset", key, "");
    byRule.put("shard-key-missing", withFile(key, "", new FileFact(false, "")));
    byRule.put("shard-key-open", withFile(key, "", new FileFact(true, "rw-r--r--")));
    byRule.put("few-shards", isSound().withPods(OptionalInt.of(15)));
    setting("remembers-entities", SHARDING + "remember-entities", "on");
    String required =
        "pekko.management.cluster.bootstrap.contact-point-discovery.required-contact-point-nr";
    setting("contact-points-beyond-replicas", required, 4);
    setting("contact-points-below-majority", required, 1);
    setting("contact-points-even", "troupe.node.contact-points", "a:7626,b:7626");
    setting("members-beyond-replicas", "troupe.node.min-members", 4);
    setting("host-of-no-machine", "troupe.node.host", "0.0.0.0");
    setting("plain-remoting", "pekko.remote.artery.transport", "tcp");
    setting("java-serialization", "pekko.actor.allow-java-serialization", "on");
    setting("dead-letters-logged", "pekko.log-dead-letters", "on");
  }

  private void startAndEnd() {
    node("grace-too-short", CONTAINER + "/lifecycle", "{\"preStop\":{\"sleep\":{\"seconds\":30}}}");
    setting("settings-refused", "troupe.node.drian", "15s");
    setting("evolution-gate-off", "troupe.evolution.gate", "warn");
    setting("drain-outlasts-phase", "troupe.node.drain", "15s"); // As long as the phase.
    setting("drain-too-short", "troupe.node.drain", "5s");
    setting("stays-after-downing", "pekko.coordinated-shutdown.exit-jvm", "off");
    setting("hand-over-outlasts-phase", SHARDING + "handoff-timeout", "60s");
    setting(
        "ready-while-weakly-up",
        "pekko.management.cluster.health-check.ready-states",
        List.of("Up", "WeaklyUp"));
  }

  private void access() {
    setting("authentication-off", "troupe.auth.mode", "none");
    setting("development-issuer", "troupe.auth.issuer", "troupe-development");
    setting(
        "issuer-keys-unprotected",
        "troupe.auth.jwks",
        "http://doctor:hunter2@login.example.com/keys");
    setting("unknown-tenants-served", "troupe.tenants.only-known", "false");
    setting("management-at-public-address", "pekko.management.http.bind-hostname", "203.0.113.9");
    setting("management-changes-cluster", "pekko.management.http.route-providers-read-only", "off");
    byRule.put(
        "certificates-missing",
        withFile("troupe.node.tls-directory", "/tls.key", new FileFact(false, "")));
  }

  private void keys() {
    setting("encryption-off", "troupe.encryption.enabled", "off");
    setting("key-file-missing", "troupe.encryption.file", "");
    byRule.put(
        "key-file-open", withFile("troupe.encryption.file", "", new FileFact(true, "rw-r--r--")));
    setting("key-file-made", "troupe.encryption.create-file", "on");
    setting("keys-beside-data", "troupe.encryption.provider", "postgres");
    setting("certificate-key-missing", "troupe.tenants.erasure.certificate-key", "");
    byRule.put(
        "certificate-key-open",
        withFile("troupe.tenants.erasure.certificate-key", "", new FileFact(true, "rw-r--r--")));
  }

  private void journal() {
    setting("replay-filter", "jdbc-journal.replay-filter.mode", "repair-by-discard-old");
    setting("breaker-opens", "jdbc-snapshot-store.circuit-breaker.max-failures", 5);
    setting("breaker-too-late", "jdbc-journal.circuit-breaker.call-timeout", "20s");
    setting("stock-journal", "troupe.journal.dao", "stock");
    setting("pools-beyond-connections", "troupe.database.pool-size", 40);
    byRule.put("database-unreachable", isSound().withDatabase(Looked.failed("connection refused")));
  }

  private void pods() {
    byRule.put("no-nodes", isSound().withManifests(new ManifestFacts(List.of())));
    node("probe-misses", CONTAINER + "/livenessProbe/httpGet/path", "\"/ready\"");
    node("liveness-impatient", CONTAINER + "/livenessProbe/failureThreshold", "1");
    node("cpu-limited", CONTAINER + "/resources/limits/cpu", "\"1\"");
    node("memory-unlimited", CONTAINER + "/resources/limits/memory", "");
    node("resources-unrequested", CONTAINER + "/resources/requests/cpu", "");
    node("pod-unrestricted", "/spec/template/spec/securityContext/runAsNonRoot", "false");
    node("root-file-system-writable", CONTAINER + "/securityContext/readOnlyRootFilesystem", "");
    node("image-unversioned", CONTAINER + "/image", "\"registry:5000/bank:latest\"");
  }

  private void rollout() {
    node("few-replicas", "/spec/replicas", "2");
    node("even-replicas", "/spec/replicas", "4");
    node("rollout-takes-nodes-first", "/spec/strategy/rollingUpdate/maxUnavailable", "1");
    node("all-nodes-replaced-at-once", "/spec/strategy", "{\"type\":\"Recreate\"}");
    byRule.put("no-disruption-budget", without("PodDisruptionBudget/troupe"));
    node("nodes-together", "/spec/template/spec/topologySpreadConstraints", "");
    byRule.put(
        "selector-misses", withObject("Service/troupe", at("/spec/selector/app", "\"bank\"")));
    byRule.put(
        "autoscaler-below-replicas",
        withObject("HorizontalPodAutoscaler/troupe", at("/spec/minReplicas", "1")));
  }

  private void exposure() {
    String config =
        isSound().manifests().orElseThrow().of("ConfigMap").findFirst().orElseThrow().toString();
    byRule.put(
        "secret-in-config-map",
        withObject(config, at("/data/TROUPE_DATABASE_PASSWORD", "\"hunter2\"")));
    node(
        "secret-in-variable",
        CONTAINER + "/env",
        "[{\"name\":\"TROUPE_NODE_HOST\",\"value\":\"10.0.0.1\"},{\"name\":\"TROUPE_DATABASE_PASSWORD\",\"value\":\"hunter2\"}]");
    byRule.put(
        "inner-port-exposed",
        withObject(
            "Service/troupe",
            at("/spec/ports", "[{\"port\":7626,\"targetPort\":\"management\"}]")));
    byRule.put(
        "network-open-to-all",
        withObject(
            "NetworkPolicy/troupe", at("/spec/ingress", "[{\"ports\":[{\"port\":17355}]}]")));
  }

  private void rights() {
    byRule.put(
        "right-missing",
        isSound()
            .withCluster(
                isSound()
                    .cluster()
                    .withRights(Looked.at(List.of(new Right("", "pods", "", "list", false))))));
    byRule.put(
        "api-unreachable",
        isSound().withCluster(isSound().cluster().withRights(Looked.failed("refused"))));
    byRule.put(
        "node-unreachable",
        isSound().withCluster(isSound().cluster().withRunning(Looked.failed("refused"))));
    byRule.put(
        "role-lacks-verb",
        withObject(
            "Role/troupe-discovery",
            at("/rules", "[{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"get\"]}]")));
    node("no-token", "/spec/template/spec/automountServiceAccountToken", "false");
  }

  /** What no report may show. */
  static final Set<String> SECRETS = Set.of("hunter2");
}
