/**
 * Tenants as resources of Kubernetes: what a {@code Tenant} declares is brought about by the node
 * that leads, and its status says how it is.
 */
@NullMarked
package dev.troupe.k8s.tenants;

import org.jspecify.annotations.NullMarked;
