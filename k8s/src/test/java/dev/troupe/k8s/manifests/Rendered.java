package dev.troupe.k8s.manifests;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What kubectl and helm make of the files in k8s, each rendered once. */
final class Rendered {
  private static final Map<String, Manifests> BY_COMMAND = new ConcurrentHashMap<>();
  private static final String KUSTOMIZE = "k8s/kustomize/";
  private static final String CHART = "k8s/helm/troupe";

  private Rendered() {}

  /** The folder of k8s/kustomize by this name. */
  static Manifests kustomize(String folder) {
    return BY_COMMAND.computeIfAbsent(
        folder,
        each -> Manifests.parse(Program.kubectl().run("kustomize", KUSTOMIZE + each).orFail()));
  }

  /** The overlay by this name. */
  static Manifests overlay(String name) {
    return kustomize("overlays/" + name);
  }

  /** The chart, in the namespace of the overlays, with these values set. */
  static Manifests chart(String... values) {
    return BY_COMMAND.computeIfAbsent(
        String.join(" ", values), each -> Manifests.parse(helm("template", values).orFail()));
  }

  /** What helm says of the chart, with these values set. */
  static Program.Ran helm(String command, String... values) {
    Stream<String> name = command.equals("template") ? Stream.of("bank") : Stream.empty();
    return Program.helm()
        .run(
            Stream.of(
                    Stream.of(command),
                    name,
                    Stream.of(CHART, "--namespace", "troupe"),
                    command.equals("lint") ? Stream.of("--strict") : Stream.<String>empty(),
                    Stream.of(values).flatMap(value -> Stream.of("--set", value)))
                .flatMap(each -> each)
                .toArray(String[]::new));
  }

  /** All there is, by name. */
  static Map<String, Manifests> all() {
    Map<String, Manifests> all = new java.util.LinkedHashMap<>();
    for (String overlay : overlays()) {
      all.put(overlay, overlay(overlay));
    }
    all.put("base", kustomize("base"));
    all.put("tenant-silo", kustomize("tenant-silo"));
    all.put("chart", chart());
    all.put("chart with all that it can have", chart(EVERYTHING));
    all.put("chart with little", chart(LITTLE));
    return all;
  }

  static final String[] EVERYTHING = {
    "lease.enabled=true",
    "annotator.enabled=true",
    "tenants.enabled=true",
    "autoscaling.activeEntities=15000"
  };

  static final String[] LITTLE = {
    "certificates.enabled=false",
    "ingress.enabled=false",
    "networkPolicy.enabled=false",
    "autoscaling.enabled=false",
    "recommendation.enabled=false",
    "monitoring.enabled=false"
  };

  /** The overlays that there are. */
  static Set<String> overlays() {
    String[] names = Project.path(KUSTOMIZE + "overlays").toFile().list();
    if (names == null) {
      throw new AssertionError("no overlays");
    }
    return new LinkedHashSet<>(List.of(names).stream().sorted().toList());
  }
}
