package dev.troupe.k8s.manifests;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Whether anything but the app's port can be reached from outside, or anything without TLS. */
final class Exposure {
  private static final String NODES = "troupe";

  private Exposure() {}

  static List<String> in(Manifests manifests) {
    List<String> found = new ArrayList<>();
    for (Service service : manifests.of(Service.class)) {
      String name = service.getMetadata().getName();
      boolean headless = "None".equals(service.getSpec().getClusterIP());
      if (!Stream.of("ClusterIP", "null")
          .toList()
          .contains(Objects.toString(service.getSpec().getType()))) {
        found.add("Service %s is of type '%s'".formatted(name, service.getSpec().getType()));
      }
      service.getSpec().getPorts().stream()
          .filter(port -> !headless && !isOfTheApp(port))
          .forEach(port ->
              found.add("Service %s has port '%s' and an address".formatted(name, port.getName())));
      if (headless
          && NODES.equals(service.getSpec().getSelector().get("app"))
          && !Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses())) {
        found.add("Service %s hides nodes that are not ready from each other".formatted(name));
      }
    }
    manifests.of(Ingress.class).forEach(ingress -> ingress(manifests, ingress, found));
    return found;
  }

  private static void ingress(Manifests manifests, Ingress ingress, List<String> found) {
    if (ingress.getSpec().getDefaultBackend() != null) {
      found.add("Ingress has a default backend");
    }
    for (var rule : ingress.getSpec().getRules()) {
      if (ingress.getSpec().getTls().stream()
          .noneMatch(tls -> tls.getHosts().contains(rule.getHost()))) {
        found.add("Ingress has no TLS for '%s'".formatted(rule.getHost()));
      }
      rule.getHttp()
          .getPaths()
          .forEach(path -> {
            Service service =
                manifests.get(Service.class, path.getBackend().getService().getName());
            ServiceBackendPort port = path.getBackend().getService().getPort();
            if (service.getSpec().getPorts().stream()
                .noneMatch(each -> isOfTheApp(each) && each.getName().equals(port.getName()))) {
              found.add(
                  "Ingress leads from '%s' to '%s' of '%s'"
                      .formatted(path.getPath(), port, service.getMetadata().getName()));
            }
          });
    }
  }

  private static boolean isOfTheApp(ServicePort port) {
    return "http".equals(port.getName()) && "http".equals(port.getTargetPort().getStrVal());
  }
}
