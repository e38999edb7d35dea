package dev.troupe.k8s.tenants;

/**
 * Where a change comes from.
 *
 * @param who {@code kubernetes:namespace/name} of the resource
 * @param why the resource's reason, 1 to 500 characters on one line
 * @param id the same for the same step from the same state, so that it is done once however often
 *     it is sent: printable ASCII without space
 */
public record Origin(String who, String why, String id) {}
