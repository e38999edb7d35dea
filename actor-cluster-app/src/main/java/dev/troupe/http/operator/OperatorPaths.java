package dev.troupe.http.operator;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import org.apache.pekko.http.javadsl.server.PathMatcher0;
import org.apache.pekko.http.javadsl.server.PathMatcher1;

/** Where operators find what. */
final class OperatorPaths {
  static final PathMatcher0 ROOT = segment("operator");
  static final PathMatcher0 TENANTS = ROOT.slash("tenants");
  static final PathMatcher1<String> ONE_TENANT = TENANTS.slash(segment());

  private OperatorPaths() {}
}
