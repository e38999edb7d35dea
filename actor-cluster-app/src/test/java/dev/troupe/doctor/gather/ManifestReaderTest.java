package dev.troupe.doctor.gather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.doctor.facts.Manifest;
import dev.troupe.k8s.manifests.Project;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestReaderTest {
  private static final String TWO =
      """
      kind: ConfigMap
      metadata: {name: one}
      ---
      # nothing
      ---
      kind: List
      items:
        - kind: Service
          metadata: {name: two}
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void readsAllDocumentsAndLists() {
    assertThat(
            ManifestReader.read(new ByteArrayInputStream(TWO.getBytes(StandardCharsets.UTF_8)))
                .all())
        .extracting(Manifest::toString)
        .containsExactly("ConfigMap/one", "Service/two");
  }

  @Test
  void readsAFolderWithWhatIsBelow() throws Exception {
    Files.createDirectories(folder.resolve("below"));
    Files.writeString(folder.resolve("below/a.yml"), TWO);
    Files.writeString(folder.resolve("notes.txt"), "kind: not this");

    assertThat(ManifestReader.read(folder).all()).hasSize(2);
  }

  @Test
  void whatIsNotRenderedIsToldHowToBe() {
    Path base = Project.path("k8s/kustomize/base");
    assertThatThrownBy(() -> ManifestReader.read(base))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not rendered")
        .hasMessageContaining("kubectl kustomize " + base);
  }

  @Test
  void whatIsNoYamlOrNotThereIsSaid() {
    assertThatThrownBy(() -> ManifestReader.parse("x.yaml", "a: [1, 2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'x.yaml' is no YAML");
    assertThatThrownBy(() -> ManifestReader.read(folder.resolve("missing")))
        .hasMessageContaining("can't be read");
    assertThatThrownBy(() -> ManifestReader.read(folder)).hasMessageContaining("holds none");
  }
}
