#pragma once

#include <memory>
#include <string>
#include <vector>

#include "server/query/query_engine.h"
#include "tests/support/test_store.h"

namespace oxus::test {

// Plays one case file (tests/cases/README.md): what is told goes into a real store, what is asked
// is answered by the engine, twice, and by the scan.
class CaseRunner {
 public:
  explicit CaseRunner(const std::string& path);

  // What is not as the file says, each with its line; empty when all is.
  std::vector<std::string> Run();

 private:
  struct Command {
    size_t line = 0;
    std::vector<std::string> words;
    // The indented lines after it.
    std::vector<std::string> block;
  };

  void Read(const std::string& path);
  void Play(const Command& command);
  void Load(const Command& command);
  void LoadFile(const std::string& path);
  void Retract(const Command& command);
  void Attach(const Command& command);
  void Ask(const Command& command);
  void SetClock(const std::string& time);
  void Reopen();
  void Check(const Command& command, const v1::AggregateRequest& request,
             const absl::Status& status, const v1::AggregateResponse& answer);
  void Complain(const Command& command, const std::string& what);

  std::vector<Command> commands_;
  std::unique_ptr<TestStore> store_;
  std::unique_ptr<query::QueryEngine> engine_;
  std::vector<std::string> complaints_;
};

}  // namespace oxus::test
