/**
 * The manifests as they are rendered, held against the API's types, the security standard and the
 * app.
 */
@NullMarked
package dev.troupe.k8s.manifests;

import org.jspecify.annotations.NullMarked;
