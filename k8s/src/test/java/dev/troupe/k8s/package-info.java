/** Cluster formation and health, tested. */
@NullMarked
package dev.troupe.k8s;

import org.jspecify.annotations.NullMarked;
