/** Nodes that come and go under load, found by a Kubernetes API of the tests. */
@NullMarked
package dev.troupe.rollout;

import org.jspecify.annotations.NullMarked;
