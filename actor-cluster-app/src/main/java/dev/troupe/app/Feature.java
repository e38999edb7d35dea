package dev.troupe.app;

/**
 * A part of an application: the types, routes and projections that belong together.
 *
 * <p>Handed to {@code Troupe.run}, or found by {@link java.util.ServiceLoader} when its jar is
 * beside ours and names it in {@code META-INF/services/dev.troupe.app.Feature}.
 */
public interface Feature {

  /** What it is called in logs and messages. */
  String name();

  /** Says what it brings, before the node starts. Called once. */
  void declare(Declarations node);
}
