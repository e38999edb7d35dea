package dev.troupe.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.certmanager.api.model.v1.CertificateSpec;
import io.fabric8.certmanager.api.model.v1.Issuer;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The certificate of the nodes, which cert-manager makes and renews. */
class CertificatesTest {
  private final Manifests production = Rendered.overlay("production");
  private final CertificateSpec nodes = production.get(Certificate.class, "troupe-nodes").getSpec();

  @Test
  void isGoodForBothSidesOfAConnection() {
    assertThat(nodes.getUsages())
        .containsExactlyInAnyOrder(
            "digital signature", "key encipherment", "server auth", "client auth");
  }

  @Test
  void isOfAKindThatTheNodesRead() {
    assertThat(nodes.getPrivateKey().getEncoding()).isEqualTo("PKCS1");
    assertThat(nodes.getPrivateKey().getAlgorithm()).isEqualTo("RSA");
  }

  @Test
  void isRenewedLongBeforeItEndsAndWithAnotherKey() {
    assertThat(nodes.getPrivateKey().getRotationPolicy()).isEqualTo("Always");
    Duration before = nodes.getRenewBefore().getDuration();
    assertThat(before).isGreaterThan(Duration.ofDays(7));
    assertThat(nodes.getDuration().getDuration()).isGreaterThan(before.multipliedBy(2));
  }

  @Test
  void isMountedWhereTheNodesLookForIt() {
    assertThat(
            production
                .get(Deployment.class, "troupe")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getVolumes())
        .filteredOn(volume -> volume.getName().equals("tls"))
        .singleElement()
        .satisfies(volume ->
            assertThat(volume.getSecret().getSecretName()).isEqualTo(nodes.getSecretName()));
  }

  @Test
  void comesFromAnAuthorityOfTheClusterAlone() {
    Issuer issuer = production.get(Issuer.class, nodes.getIssuerRef().getName());
    CertificateSpec authority = production.get(Certificate.class, "troupe-ca").getSpec();
    assertThat(issuer.getSpec().getCa().getSecretName()).isEqualTo(authority.getSecretName());
    assertThat(authority.getIsCA()).isTrue();
    assertThat(production.find(Issuer.class, authority.getIssuerRef().getName())).isPresent();
    assertThat(nodes.getIsCA()).isNull();
  }
}
