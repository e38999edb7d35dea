/**
 * Examines an installation: what is set, the database, the manifests, and what the Kubernetes API
 * allows.
 */
@NullMarked
package dev.troupe.doctor;

import org.jspecify.annotations.NullMarked;
