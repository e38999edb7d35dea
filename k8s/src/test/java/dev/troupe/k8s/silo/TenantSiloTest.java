package dev.troupe.k8s.silo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.troupe.k8s.manifests.Project;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantSiloTest {
  private static final String FILE = Project.read("k8s/kustomize/tenant-silo/tenant.conf");
  @TempDir Path folder;

  @Test
  void theShippedManifestsAreThoseOfTheTenantFile() {
    Map<String, String> shipped = new TreeMap<>();
    for (String name : TenantSilo.parse(FILE).files().keySet()) {
      shipped.put(name, Project.read("k8s/kustomize/tenant-silo/" + name));
    }
    assertThat(shipped).isEqualTo(TenantSilo.parse(FILE).files());
    assertThat(Project.path("k8s/kustomize/tenant-silo").toFile().list())
        .as("no file is there that is not made, but the tenant file")
        .hasSize(shipped.size() + 1);
  }

  @Test
  void anotherTenantHasAnotherNamespaceAndItsOwnLimits() {
    TenantSilo globex =
        new TenantSilo(
            "globex",
            "globex-admins",
            "8",
            "16Gi",
            20,
            "jdbc:postgresql://db.globex.example.com/bank",
            "globex.example.com");
    globex.writeInto(folder.resolve("globex"));

    assertThat(globex.namespace()).isEqualTo("troupe-globex");
    assertThat(folder.resolve("globex/quota.yaml"))
        .content()
        .contains("requests.cpu: \"8\"", "limits.memory: 16Gi", "pods: \"20\"");
    assertThat(folder.resolve("globex/access.yaml")).content().contains("name: \"globex-admins\"");
    for (String text : globex.files().values()) {
      // The protocol of certificates has the same name.
      assertThat(text.replace("acme.cert-manager.io", ""))
          .doesNotContain("acme")
          .doesNotContain("{tenant}")
          .doesNotContain("{host}");
    }
    assertThat(folder.resolve("globex").toFile().list()).hasSize(globex.files().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tenant = acme      | tenant = "ACME"        | tenant file: 'tenant' must be a-z, 0-9 and '-', 1 to 56 characters, no '-' at an end, was 'ACME'
          tenant = acme      | tenant = "a\\nb"       | tenant file: 'tenant' must be
          admins = acme-admins | admins = "a\\"b"     | tenant file: 'admins' must be
          cpu = 4            | cpu = 0                | tenant file: 'cpu' must be CPUs as '4' or '500m', was '0'
          memory = 8Gi       | memory = 8GB           | tenant file: 'memory' must be memory as '8Gi' or '512Mi', was '8GB'
          pods = 10          | pods = 0               | tenant file: 'pods' must be 1 to 1000, was '0'
          pods = 10          | pods = many            | tenant file:
          pods = 10          | nodes = 10             | tenant file: 'nodes' is not known, expected tenant, admins, cpu, memory, pods, database-url, host
          tenant = acme      | ''                     | tenant file:
          host = acme.bank.example.com | host = acme  | tenant file: 'host' must be
          """)
  void whatCannotBeUsedIsRefused(String line, String instead, String sentence) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TenantSilo.parse(FILE.replace(line, instead)))
        .withMessageStartingWith(sentence);
  }

  @Test
  void anAddressWithAPasswordIsRefusedAndNotShown() {
    for (String url :
        new String[] {
          "jdbc:postgresql://db/bank?user=a&password=hidden", "jdbc:postgresql://a:hidden@db/bank"
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              TenantSilo.parse(
                  FILE.replace("jdbc:postgresql://postgres.acme.example.com:5432/bank", url)))
          .withMessageStartingWith("tenant file: 'database-url' must")
          .withMessageNotContaining("hidden");
    }
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TenantSilo.read(folder.resolve("none.conf")))
        .withMessageContaining("none.conf': can't be read");
  }
}
