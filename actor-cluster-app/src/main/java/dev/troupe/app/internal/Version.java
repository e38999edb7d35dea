package dev.troupe.app.internal;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
public final class Version implements IVersionProvider {

  /** This build's version, or that it runs from classes. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(development build)" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"troupe " + current(), "java " + Runtime.version()};
  }
}
