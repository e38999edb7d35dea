package dev.troupe.architecture.violations.http;

import org.apache.pekko.http.javadsl.server.directives.BasicDirectives;

/** Routes by inheritance. */
final class InheritsRoutes extends BasicDirectives {}
