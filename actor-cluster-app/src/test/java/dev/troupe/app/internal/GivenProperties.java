package dev.troupe.app.internal;

import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.Map;

/** System properties of this JVM for a while, as a node is given them. */
final class GivenProperties implements AutoCloseable {
  private final Map<String, String> before = new HashMap<>();

  GivenProperties(Map<String, String> properties) {
    properties.forEach((name, value) -> {
      before.put(name, System.getProperty(name, ""));
      System.setProperty(name, value);
    });
    ConfigFactory.invalidateCaches();
  }

  @Override
  public void close() {
    before.forEach((name, value) -> {
      if (value.isEmpty()) {
        System.clearProperty(name);
      } else {
        System.setProperty(name, value);
      }
    });
    ConfigFactory.invalidateCaches();
  }
}
