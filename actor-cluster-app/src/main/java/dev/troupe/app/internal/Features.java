package dev.troupe.app.internal;

import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.app.StartFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The features that were handed over, and those whose jar is beside ours. */
public final class Features {
  private final List<Feature> all;

  private Features(List<Feature> all) {
    this.all = all;
  }

  /** These and those that {@link ServiceLoader} finds, each class once. */
  public static Features of(Feature... given) {
    Map<Class<?>, Feature> byClass = new LinkedHashMap<>();
    for (Feature feature : given) {
      byClass.put(feature.getClass(), feature);
    }
    for (Feature feature : ServiceLoader.load(Feature.class)) {
      byClass.putIfAbsent(feature.getClass(), feature);
    }
    if (byClass.isEmpty()) {
      throw new StartFailure(
          "no feature was found; hand one to Troupe.run, or put a jar on the class path that names"
              + " one in META-INF/services/dev.troupe.app.Feature");
    }
    return new Features(List.copyOf(byClass.values()));
  }

  /** What they are called. */
  public List<String> names() {
    return all.stream().map(Feature::name).toList();
  }

  /** What they bring. */
  public Declarations declare() {
    Declarations declarations = new Declarations();
    all.forEach(feature -> feature.declare(declarations));
    return declarations;
  }
}
