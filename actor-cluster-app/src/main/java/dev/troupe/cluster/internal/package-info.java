/** How the cluster runs what it is given. Not API. */
@NullMarked
package dev.troupe.cluster.internal;

import org.jspecify.annotations.NullMarked;
