/** How the pods' API is spoken. */
@NullMarked
package dev.troupe.k8s.internal;

import org.jspecify.annotations.NullMarked;
