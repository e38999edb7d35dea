/**
 * Kubernetes APIs for tests: one of a few paths, one of a server; and what may befall the way to
 * it.
 */
@NullMarked
package dev.troupe.k8s.fake;

import org.jspecify.annotations.NullMarked;
