package dev.troupe.sample.bank;

import dev.troupe.app.Declarations;
import dev.troupe.model.testkit.ContractFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

// @start region="contract"
class BankContractTest {

  @Test
  void nothingStoredBecomesUnreadable() {
    Declarations declarations = new Declarations();
    new Bank().declare(declarations);
    ContractFile.verify(Path.of("entity-contracts.txt"), declarations.entities());
  }
}
// @end
