@NullMarked
package dev.troupe.k8s.tenants;

import org.jspecify.annotations.NullMarked;
