/** Forms the cluster from the nodes that are there, and tells Kubernetes how this one is. */
@NullMarked
package dev.troupe.k8s;

import org.jspecify.annotations.NullMarked;
