package dev.troupe.k8s.manifests;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether the nodes are deployed as the app says of itself that it wants to be. */
final class FitsTheApp {
  private final NodeFacts app;
  private final Findings found = new Findings();

  private FitsTheApp(NodeFacts app) {
    this.app = app;
  }

  static List<String> in(Manifests manifests) {
    FitsTheApp fits = new FitsTheApp(NodeFacts.read());
    for (Deployment nodes : manifests.of(Deployment.class)) {
      PodTemplateSpec pod = nodes.getSpec().getTemplate();
      Container container = pod.getSpec().getContainers().getFirst();
      fits.ports(container);
      fits.probes(container);
      fits.variables(variables(manifests, container));
      fits.pod(pod);
    }
    return fits.found.all();
  }

  /** The variables that this container is started with. */
  static Map<String, String> variables(Manifests manifests, Container container) {
    Map<String, String> variables = new LinkedHashMap<>();
    container.getEnvFrom().stream()
        .filter(from -> from.getConfigMapRef() != null)
        .map(from -> manifests.get(ConfigMap.class, from.getConfigMapRef().getName()))
        .forEach(config -> variables.putAll(config.getData()));
    for (EnvVar each : container.getEnv()) {
      variables.put(each.getName(), each.getValue() == null ? "" : each.getValue());
    }
    return variables;
  }

  private void ports(Container container) {
    Map<String, Integer> ports =
        container.getPorts().stream()
            .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
    Map<String, Integer> expected =
        Map.of("http", app.http(), app.portName(), app.management(), "remoting", app.remoting());
    found.check(ports.equals(expected), "ports are '%s', expected '%s'".formatted(ports, expected));
  }

  private void probes(Container container) {
    probe("startup", container.getStartupProbe(), "/alive");
    probe("liveness", container.getLivenessProbe(), "/alive");
    probe("readiness", container.getReadinessProbe(), "/ready");
    Probe readiness = container.getReadinessProbe();
    found.check(
        readiness != null && readiness.getTimeoutSeconds() > app.check().toSeconds(),
        "readiness: waits for less than the '%s' that its checks may take".formatted(app.check()));
  }

  private void probe(String name, @Nullable Probe probe, String path) {
    HTTPGetAction get = probe == null ? null : probe.getHttpGet();
    found.check(
        get != null
            && path.equals(get.getPath())
            && app.portName().equals(get.getPort().getStrVal()),
        "%s: is '%s', expected '%s' at '%s'".formatted(name, get, path, app.portName()));
  }

  private void variables(Map<String, String> variables) {
    TreeSet<String> unknown = new TreeSet<>(variables.keySet());
    unknown.removeIf(name -> !name.startsWith("TROUPE_"));
    unknown.removeAll(app.variables());
    found.check(unknown.isEmpty(), "variables '%s' are not known to the app".formatted(unknown));
    for (String needed :
        List.of(
            "TROUPE_DATABASE_URL",
            "TROUPE_NODE_HOST",
            "TROUPE_NODE_BIND_HOST",
            "TROUPE_TLS_DIRECTORY",
            "TROUPE_KEY_FILE")) {
      found.check(variables.containsKey(needed), "variable '%s' is not set".formatted(needed));
    }
    found.check(
        !variables.containsKey("TROUPE_CONTACT_POINTS"),
        "TROUPE_CONTACT_POINTS is set, so nobody asks for the pods");
  }

  private void pod(PodTemplateSpec pod) {
    String[] label = app.label().split("=", -1);
    found.check(
        label[1].equals(pod.getMetadata().getLabels().get(label[0])),
        "pods are not '%s', so discovery does not find them".formatted(app.label()));
    long grace = pod.getSpec().getTerminationGracePeriodSeconds();
    found.check(
        grace > app.shutdown().toSeconds(),
        "terminationGracePeriodSeconds is '%d', expected more than the '%d' of the shutdown's phases"
            .formatted(grace, app.shutdown().toSeconds()));
  }
}
