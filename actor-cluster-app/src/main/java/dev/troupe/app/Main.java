package dev.troupe.app;

/** The packaged app: runs the features whose jars are beside it on the class path. */
public final class Main {
  private Main() {}

  /** Runs what the arguments say. */
  public static void main(String[] args) {
    Troupe.run(args);
  }
}
