package dev.troupe.doctor.rules;

import static dev.troupe.doctor.rules.Checks.around;
import static dev.troupe.doctor.rules.Checks.manifests;
import static dev.troupe.doctor.rules.Rule.error;
import static dev.troupe.doctor.rules.Rule.warning;

import dev.troupe.doctor.facts.Manifest;
import dev.troupe.doctor.facts.Workload;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is secret, and which ports are reached from where. */
final class ExposureRules {
  /** What a value is called that is secret itself, and not the name of a file with it. */
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(passw(or)?d|secret|token|credentials?|private[._-]?key)(\\.(txt|key))?");

  private static final Pattern SECRET_VALUE =
      Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY|[?&]password=|://[^/\\s:@]+:[^/\\s@]+@");

  private ExposureRules() {}

  static List<Rule> all() {
    return List.of(
        error(
            "secret-in-config-map",
            "A ConfigMap holds something secret.",
            "Everyone who may look at the namespace reads it; it is in the version control and in backups of the cluster.",
            "Put it into a Secret, mount that, and name the file in the variable that ends in _FILE.",
            manifests(manifests ->
                manifests
                    .of("ConfigMap")
                    .flatMap(each ->
                        Manifest.texts(each.at("/data")).entrySet().stream()
                            .filter(value -> isSecret(value.getKey(), value.getValue()))
                            .map(value -> "%s: '%s'".formatted(each, value.getKey()))))),
        error(
            "secret-in-variable",
            "A variable of the nodes holds something secret.",
            "It is in every dump of the process and in what its children inherit, and does not change when the Secret does.",
            "Mount the Secret, and name the file in the variable that ends in _FILE.",
            around((manifests, pods) -> variables(pods))),
        error(
            "inner-port-exposed",
            "The port of management or remoting is reached by a service that is not headless, by an Ingress, or at the machine.",
            "Management has no login; remoting takes any message.",
            "Name only the port for callers in services with an address and in the Ingress, and set neither hostPort nor hostNetwork.",
            around(InnerPorts::exposed)),
        warning(
            "network-open-to-all",
            "A network policy lets everybody at the port of management or remoting.",
            "Any pod of any namespace can then try.",
            "Let in the nodes' own pods, and for management what collects metrics.",
            around(InnerPorts::open)));
  }

  private static boolean isSecret(String name, String value) {
    return (SECRET_NAME.matcher(name).matches() && !value.isBlank())
        || SECRET_VALUE.matcher(value).find();
  }

  private static Stream<String> variables(Workload pods) {
    Stream<String> values =
        Manifest.each(pods.container().path("env"))
            .filter(each ->
                !each.at("/valueFrom/secretKeyRef").isMissingNode()
                    || (each.has("value")
                        && isSecret(each.path("name").asText(), each.path("value").asText())))
            .map(each -> "%s: '%s'".formatted(pods.manifest(), each.path("name").asText()));
    Stream<String> all =
        Manifest.each(pods.container().path("envFrom"))
            .map(each -> each.at("/secretRef/name"))
            .filter(name -> !name.isMissingNode())
            .map(name -> "%s: all of secret '%s'".formatted(pods.manifest(), name.asText()));
    return Stream.concat(values, all);
  }
}
