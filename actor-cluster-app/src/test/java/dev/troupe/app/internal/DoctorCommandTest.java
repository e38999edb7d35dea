package dev.troupe.app.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.doctor.rules.Rules;
import dev.troupe.k8s.manifests.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path folder = Path.of("");

  private Path rendered(String from, String to) throws Exception {
    String text = Program.kubectl().run("kustomize", "k8s/kustomize/overlays/production").orFail();
    assertThat(text).contains(from);
    return Files.writeString(folder.resolve("rendered.yaml"), text.replace(from, to));
  }

  @Test
  void whatIsRightEndsWithZero() throws Exception {
    Ran ran =
        Ran.of("doctor", "--manifests", rendered("minReplicas: 3", "minReplicas: 3").toString());

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("0 errors, 0 warnings")
        .contains("over configuration, manifests");
    assertThat(ran.err()).contains("reading the manifests");
  }

  @Test
  void anErrorEndsWithOneAndSaysWhatToDo() throws Exception {
    String file =
        rendered("terminationGracePeriodSeconds: 90", "terminationGracePeriodSeconds: 30")
            .toString();

    Ran ran = Ran.of("doctor", "--manifests", file);

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .contains("error   grace-too-short: terminationGracePeriodSeconds is '30'")
        .contains("fix: Set terminationGracePeriodSeconds")
        .contains("docs/operating/doctor.md#grace-too-short");
    assertThat(Ran.of("doctor", "--manifests", file, "--accept", "grace-too-short").code())
        .isZero();
  }

  @Test
  void programsGetJson() throws Exception {
    Ran ran =
        Ran.of(
            "doctor",
            "-o",
            "json",
            "--manifests",
            rendered("minReplicas: 3", "minReplicas: 4").toString());

    JsonNode report = new ObjectMapper().readTree(ran.out());
    assertThat(ran.code()).isZero();
    assertThat(report.at("/findings/0/id").asText()).isEqualTo("contact-points-below-majority");
    assertThat(report.at("/findings").findValuesAsText("id")).contains("even-replicas");
    assertThat(report.at("/findings/0/severity").asText()).isEqualTo("warning");
    assertThat(report.path("lookedAt")).hasSize(2);
  }

  @Test
  void rulesAreListedAndExplained() {
    Ran list = Ran.of("doctor", "--list");
    Ran explained = Ran.of("doctor", "--explain", "fsync-off");

    assertThat(list.out().lines()).hasSize(Rules.all().size());
    assertThat(explained.code()).isZero();
    assertThat(explained.out()).contains("### fsync-off").contains("Fix: Set fsync to on.");
  }

  @Test
  void whatCanNotBeDoneEndsWithTwo() {
    assertThat(Ran.of("doctor", "--explain", "no-such").code()).isEqualTo(2);
    assertThat(Ran.of("doctor", "--manifests", folder.resolve("none").toString()).code())
        .isEqualTo(2);
    assertThat(Ran.of("doctor", "--node", "somewhere").code()).isEqualTo(2);
    assertThat(Ran.of("doctor", "--cluster").err()).contains("KUBERNETES_SERVICE_HOST");
  }
}
