package dev.troupe.http;

import dev.troupe.model.TenantId;
import dev.troupe.tenants.auth.Principal;
import java.util.Optional;

/**
 * A request to a tenant's data by who may send it.
 *
 * @param tenant the one in the path
 * @param principal who asks; empty where nobody is asked who it is
 */
public record Asked(TenantId tenant, Optional<Principal> principal) {}
