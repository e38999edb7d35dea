package dev.troupe.doctor.rules;

import static dev.troupe.doctor.rules.Checks.manifests;
import static dev.troupe.doctor.rules.Checks.pods;
import static dev.troupe.doctor.rules.Checks.wrong;
import static dev.troupe.doctor.rules.Rule.error;
import static dev.troupe.doctor.rules.Rule.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.doctor.facts.Manifest;
import dev.troupe.doctor.facts.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a pod of a node is like. */
final class PodRules {
  private PodRules() {}

  static List<Rule> all() {
    return List.of(
        error(
            "no-nodes",
            "The manifests have no Deployment of nodes.",
            "What makes pods with TROUPE_NODE_HOST or TROUPE_DATABASE_URL is taken for it; none does.",
            "Render all of an overlay or of the chart, and pass that.",
            manifests(manifests ->
                wrong(
                    manifests.nodes().isEmpty(),
                    "'%d' objects, and none is it",
                    manifests.all().size()))),
        error(
            "probe-misses",
            "A probe does not ask what tells about the node.",
            "Kubernetes restarts nodes that are well, or sends callers to some that are not.",
            "Let startup and liveness get /alive and readiness get /ready, at the port of management.",
            pods(PodRules::probes)),
        warning(
            "liveness-impatient",
            "A node is restarted after a few seconds without an answer.",
            "A pause or a slow disk then becomes a restart, and a restart of all becomes an outage.",
            "Give livenessProbe periodSeconds 10 and failureThreshold 6.",
            pods(pods -> {
              JsonNode probe = pods.container().path("livenessProbe");
              long seconds =
                  probe.path("periodSeconds").asLong(10) * probe.path("failureThreshold").asLong(3);
              return wrong(
                  probe.isObject() && seconds < 30,
                  "periodSeconds × failureThreshold of livenessProbe is '%d' s",
                  seconds);
            })),
        warning(
            "cpu-limited",
            "The nodes' CPU is limited.",
            "A node that used its share stands still for the rest of each tenth of a second; to the others it looks dead.",
            "Remove resources.limits.cpu, and keep the request.",
            pods(pods -> {
              JsonNode limit = pods.container().at("/resources/limits/cpu");
              return wrong(!limit.isMissingNode(), "resources.limits.cpu is '%s'", limit.asText());
            })),
        warning(
            "memory-unlimited",
            "The nodes' memory is not limited.",
            "The JVM takes its share of the whole machine, and the machine kills whom it likes.",
            "Set resources.limits.memory, and the same as a request.",
            absent("/resources/limits/memory")),
        warning(
            "resources-unrequested",
            "The nodes ask for no CPU or memory.",
            "They are put onto machines that are full, and are the first to be evicted.",
            "Set resources.requests.cpu and memory.",
            pods(pods ->
                Stream.of("cpu", "memory")
                    .filter(
                        name -> pods.container().at("/resources/requests/" + name).isMissingNode())
                    .map("resources.requests.%s is not set"::formatted))),
        warning(
            "pod-unrestricted",
            "A pod may do more on its machine than it needs.",
            "Who gets into a node gets further. Namespaces with the standard 'restricted' refuse the pod.",
            "Set runAsNonRoot, seccompProfile RuntimeDefault, allowPrivilegeEscalation false, and drop all capabilities.",
            pods(PodRules::unrestricted)),
        warning(
            "root-file-system-writable",
            "The container's file system can be written to.",
            "Who gets into a node can leave something there that runs.",
            "Set securityContext.readOnlyRootFilesystem, and mount an emptyDir at /tmp.",
            pods(pods ->
                wrong(
                    !pods.container().at("/securityContext/readOnlyRootFilesystem").asBoolean(),
                    "readOnlyRootFilesystem is not true"))),
        warning(
            "image-unversioned",
            "The image has no version.",
            "Pods that start at different times run different code, and nobody can go back.",
            "Name a tag that never changes, or a digest.",
            pods(pods -> {
              String image = pods.container().path("image").asText();
              String tag = image.substring(image.lastIndexOf('/') + 1);
              return wrong(
                  !image.contains("@sha256:") && (!tag.contains(":") || tag.endsWith(":latest")),
                  "image is '%s'",
                  image);
            })));
  }

  private static Rule.Check absent(String path) {
    return pods(pods ->
        wrong(
            pods.container().at(path).isMissingNode(),
            "%s is not set",
            path.substring(1).replace('/', '.')));
  }

  private static Stream<String> probes(Workload pods) {
    int management = pods.ports().getOrDefault("management", 0);
    return Stream.of("startupProbe=/alive", "livenessProbe=/alive", "readinessProbe=/ready")
        .map(each -> each.split("=", -1))
        .flatMap(each -> {
          JsonNode get = pods.container().at("/" + each[0] + "/httpGet");
          String path = get.path("path").asText();
          int port = pods.port(get.path("port"));
          return wrong(
              !path.equals(each[1]) || port != management || port == 0,
              "%s gets '%s' at port '%s', expected '%s' at 'management'",
              each[0],
              path,
              get.path("port").asText(),
              each[1]);
        });
  }

  private static Stream<String> unrestricted(Workload pods) {
    JsonNode pod = pods.pod().path("securityContext");
    JsonNode container = pods.container().path("securityContext");
    List<String> wrong = new ArrayList<>();
    if (!either(pod, container, "/runAsNonRoot").asBoolean()) {
      wrong.add("runAsNonRoot is not true");
    }
    String profile = either(pod, container, "/seccompProfile/type").asText();
    if (!profile.equals("RuntimeDefault") && !profile.equals("Localhost")) {
      wrong.add("seccompProfile is '%s'".formatted(profile));
    }
    if (container.path("allowPrivilegeEscalation").asBoolean(true)) {
      wrong.add("allowPrivilegeEscalation is not false");
    }
    if (Manifest.each(container.at("/capabilities/drop"))
        .noneMatch(each -> each.asText().equals("ALL"))) {
      wrong.add("capabilities are not dropped");
    }
    for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (pods.pod().path(host).asBoolean()) {
        wrong.add("%s is true".formatted(host));
      }
    }
    return wrong.stream();
  }

  private static JsonNode either(JsonNode pod, JsonNode container, String path) {
    JsonNode own = container.at(path);
    return own.isMissingNode() ? pod.at(path) : own;
  }
}
