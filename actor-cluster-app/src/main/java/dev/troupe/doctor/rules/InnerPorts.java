package dev.troupe.doctor.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.doctor.facts.Manifest;
import dev.troupe.doctor.facts.ManifestFacts;
import dev.troupe.doctor.facts.Workload;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** From where the ports are reached that nodes have for each other. */
final class InnerPorts {
  private static final Set<String> INNER = Set.of("management", "remoting");

  private InnerPorts() {}

  /** Where one of them is given to others: by a service, an Ingress, or the machine's own port. */
  static Stream<String> exposed(ManifestFacts manifests, Workload pods) {
    return Stream.of(
            services(manifests, pods)
                .filter(each -> !each.at("/spec/clusterIP").asText().equals("None"))
                .flatMap(each -> innerPorts(each, pods)),
            manifests.of("Ingress").flatMap(each -> backends(manifests, pods, each)),
            atTheMachine(pods))
        .flatMap(each -> each);
  }

  private static Stream<Manifest> services(ManifestFacts manifests, Workload pods) {
    return manifests
        .of("Service")
        .filter(each -> Manifest.selects(each.at("/spec/selector"), pods.labels()));
  }

  private static Stream<String> innerPorts(Manifest service, Workload pods) {
    return Manifest.each(service.at("/spec/ports"))
        .filter(port -> isInner(pods, target(port)))
        .map(port -> "%s: port '%s'".formatted(service, port.path("port").asText()));
  }

  /** An Ingress reaches the pods of a headless service as well. */
  private static Stream<String> backends(ManifestFacts manifests, Workload pods, Manifest ingress) {
    return Stream.concat(
            Stream.of(ingress.at("/spec/defaultBackend")),
            Manifest.each(ingress.at("/spec/rules"))
                .flatMap(rule -> Manifest.each(rule.at("/http/paths")))
                .map(path -> path.path("backend")))
        .map(backend -> backend.path("service"))
        .filter(backend -> leadsInside(manifests, pods, backend))
        .map(backend ->
            "%s: service '%s', port '%s'"
                .formatted(
                    ingress, backend.path("name").asText(), asked(backend.path("port")).asText()))
        .distinct();
  }

  private static boolean leadsInside(ManifestFacts manifests, Workload pods, JsonNode backend) {
    JsonNode asked = asked(backend.path("port"));
    return services(manifests, pods)
        .filter(each -> each.name().equals(backend.path("name").asText()))
        .flatMap(each -> Manifest.each(each.at("/spec/ports")))
        .filter(port ->
            asked.isNumber()
                ? port.path("port").asInt() == asked.asInt()
                : port.path("name").asText().equals(asked.asText()))
        .anyMatch(port -> isInner(pods, target(port)));
  }

  private static JsonNode asked(JsonNode port) {
    return port.has("number") ? port.path("number") : port.path("name");
  }

  private static Stream<String> atTheMachine(Workload pods) {
    Stream<String> ports =
        Manifest.each(pods.container().path("ports"))
            .filter(port -> port.path("hostPort").asInt() != 0)
            .filter(port -> isInner(pods, port.path("containerPort")))
            .map(port ->
                "%s: hostPort '%s'".formatted(pods.manifest(), port.path("hostPort").asText()));
    return pods.pod().path("hostNetwork").asBoolean()
        ? Stream.concat(ports, Stream.of("%s: hostNetwork".formatted(pods.manifest())))
        : ports;
  }

  /** Where a policy lets everybody at one of them. */
  static Stream<String> open(ManifestFacts manifests, Workload pods) {
    return manifests
        .of("NetworkPolicy")
        .filter(each -> isForIncoming(each.at("/spec/policyTypes")))
        .filter(each -> Manifest.matches(each.at("/spec/podSelector"), pods.labels()))
        .flatMap(each ->
            Manifest.each(each.at("/spec/ingress"))
                .filter(rule -> letsAtInner(rule.path("ports"), pods))
                .flatMap(rule -> everybody(rule.path("from")).stream())
                .map(from -> "%s: a rule %s".formatted(each, from)));
  }

  private static boolean isForIncoming(JsonNode types) {
    return types.isEmpty()
        || Manifest.each(types).anyMatch(each -> each.asText().equals("Ingress"));
  }

  private static boolean letsAtInner(JsonNode ports, Workload pods) {
    return ports.isEmpty() || Manifest.each(ports).anyMatch(port -> isAtInner(port, pods));
  }

  private static boolean isAtInner(JsonNode port, Workload pods) {
    if (!port.path("protocol").asText("TCP").equals("TCP")) {
      return false;
    }
    int first = pods.port(port.path("port"));
    int last = port.path("endPort").asInt(first);
    return !port.has("port")
        || pods.ports().entrySet().stream()
            .filter(each -> INNER.contains(each.getKey()))
            .anyMatch(each -> first <= each.getValue() && each.getValue() <= last);
  }

  /** What of this means everybody, in words. */
  private static Optional<String> everybody(JsonNode from) {
    return from.isEmpty()
        ? Optional.of("without 'from'")
        : Manifest.each(from)
            .filter(InnerPorts::isEverybody)
            .map("from '%s'"::formatted)
            .findFirst();
  }

  private static boolean isEverybody(JsonNode peer) {
    JsonNode namespaces = peer.path("namespaceSelector");
    return (namespaces.isObject()
            && isForAll(namespaces)
            && (peer.path("podSelector").isMissingNode() || isForAll(peer.path("podSelector"))))
        || peer.at("/ipBlock/cidr").asText().endsWith("/0");
  }

  private static boolean isForAll(JsonNode selector) {
    return selector.path("matchLabels").isEmpty() && selector.path("matchExpressions").isEmpty();
  }

  private static JsonNode target(JsonNode port) {
    return port.has("targetPort") ? port.path("targetPort") : port.path("port");
  }

  private static boolean isInner(Workload pods, JsonNode port) {
    int number = pods.port(port);
    return INNER.stream().anyMatch(name -> pods.ports().getOrDefault(name, -1) == number);
  }
}
