/**
 * What was refused across tenants, and what operators did, in rows that can't be changed unseen.
 */
@NullMarked
package dev.troupe.tenants.audit;

import org.jspecify.annotations.NullMarked;
