/** Where the facts come from: files, manifests, the Kubernetes API, a node. */
@NullMarked
package dev.troupe.doctor.gather;

import org.jspecify.annotations.NullMarked;
