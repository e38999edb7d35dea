package dev.troupe.bench.node;

/** What is measured together. */
public interface Part {
  /** What it is called on the command line. */
  String name();

  /** Measures it, and adds what it found to {@link Ground#findings}. */
  void measure(Ground ground) throws Exception;
}
