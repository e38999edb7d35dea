package dev.troupe.cluster.internal;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.BlockedTenants;
import dev.troupe.persistence.postgres.TenantErasure;
import dev.troupe.tenants.erasure.CertificateKey;
import dev.troupe.tenants.keys.KeyTable;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What it takes to erase a tenant.
 *
 * @param database what the certificate calls the database
 * @param blocked keeps anything more from being stored
 * @param erasure deletes what is stored
 * @param keys of the tenants, in the same database
 * @param forget drops what this node has in memory of a tenant's keys
 * @param signer of certificates; without one nothing is certified, and so nothing finished
 */
public record ErasureWork(
    String database,
    BlockedTenants blocked,
    TenantErasure erasure,
    KeyTable keys,
    Consumer<TenantId> forget,
    Optional<CertificateKey> signer,
    ErasureSettings settings) {}
