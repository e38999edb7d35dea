package dev.troupe.doctor.gather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.doctor.facts.ClusterFacts.Right;
import dev.troupe.doctor.facts.Looked;
import dev.troupe.k8s.ApiAccess;
import dev.troupe.k8s.fake.FakeKubernetes;
import dev.troupe.k8s.fake.ReviewedAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reviews of access, against an API over https that knows one token. */
class ApiLookTest {
  private static final Right LIST = new Right("", "pods", "", "list", false);
  private static final Right PATCH = new Right("", "pods", "", "patch", true);
  private static final Right STATUS = new Right("troupe.dev", "tenants/status", "", "patch", false);
  private static final Right LEASE =
      new Right("coordination.k8s.io", "leases", "troupe-tenants", "get", false);

  @TempDir private Path account = Path.of("");
  private FakeKubernetes api;

  @BeforeEach
  void start() throws Exception {
    api = FakeKubernetes.start(account);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private ApiAccess ofPod() {
    return ofPodOf(api);
  }

  private ApiAccess ofPodOf(FakeKubernetes reached) {
    return ApiAccess.ofPod(reached.environment(), account);
  }

  @Test
  void eachRightIsAsTheApiSays() {
    api.grant(new ReviewedAccess("bank", "", "pods", "", "", "list"));
    api.grant(new ReviewedAccess("bank", "troupe.dev", "tenants", "status", "", "patch"));
    api.grant(
        new ReviewedAccess("bank", "coordination.k8s.io", "leases", "", "troupe-tenants", "get"));

    Looked<List<Right>> looked = ApiLook.at(ofPod(), List.of(LIST, PATCH, STATUS, LEASE));

    assertThat(looked.failure()).isEmpty();
    assertThat(looked.seen().orElseThrow())
        .containsExactly(
            LIST.answered(true),
            PATCH.answered(false),
            STATUS.answered(true),
            LEASE.answered(true));
  }

  @Test
  void aTokenThatIsNotBelievedIsSaid() throws IOException {
    Files.writeString(account.resolve("token"), "old-token");

    assertThat(ApiLook.at(ofPod(), List.of(LIST)).failure())
        .contains("answered '401'")
        .doesNotContain("old-token");
  }

  @Test
  void anApiThatSomebodyElseSignedForIsNotSentTheToken() throws Exception {
    Looked<List<Right>> looked;
    try (FakeKubernetes other = FakeKubernetes.start(account.resolve("other"))) {
      looked = ApiLook.at(ofPodOf(other), List.of(LIST));
      assertThat(other.asked()).isEmpty();
    }

    assertThat(looked.seen()).isEmpty();
    assertThat(looked.failure()).contains("can't be asked");
  }

  @Test
  void anAuthorityThatIsNoneIsSaid() throws Exception {
    Files.writeString(account.resolve("ca.crt"), "none");

    assertThat(ApiLook.at(ofPod(), List.of(LIST)).failure()).contains("ca.crt' can't be read");
  }

  @Test
  void noTokenIsSentWithoutTls() {
    assertThatThrownBy(() ->
            new ApiAccess(URI.create("http://10.0.0.1"), account, account.resolve("token"), "bank"))
        .hasMessageContaining("must read 'https://host:port', was 'http://10.0.0.1'");
  }

  @Test
  void whatIsNoPodOrHasNoServiceAccountIsTold() {
    assertThatThrownBy(() -> ApiAccess.ofPod(Map.of(), account))
        .hasMessageContaining("this is no pod");
    assertThatThrownBy(() -> ApiAccess.ofPod(api.environment(), account.resolve("none")))
        .hasMessageContaining("automountServiceAccountToken");
  }
}
