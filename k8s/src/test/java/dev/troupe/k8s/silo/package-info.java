/** Tests of the manifests that are made for one tenant. */
@NullMarked
package dev.troupe.k8s.silo;

import org.jspecify.annotations.NullMarked;
