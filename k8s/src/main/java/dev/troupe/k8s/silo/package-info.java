/**
 * A cluster for one tenant alone: what it may use, who may enter, and the manifests that say so.
 */
@NullMarked
package dev.troupe.k8s.silo;

import org.jspecify.annotations.NullMarked;
