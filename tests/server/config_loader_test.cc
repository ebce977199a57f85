#include "server/config/config_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "server/config/settings.h"

namespace oxus::config {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ConfigLoaderTest : public testing::Test {
 protected:
  ConfigLoaderTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "oxus-config-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
    invocation_.default_file = directory_ / "default.toml";
  }
  ~ConfigLoaderTest() override { std::filesystem::remove_all(directory_); }

  std::string WriteFile(const std::string& text) {
    const std::string path = directory_ / "given.toml";
    std::ofstream(path) << text;
    return path;
  }
  void UseFile(const std::string& text) { invocation_.arguments = {"--config", WriteFile(text)}; }
  absl::StatusOr<LoadedConfig> Load() { return LoadConfig(invocation_); }
  // The message of the error that loading must give.
  std::string Fault() {
    const auto loaded = Load();
    EXPECT_FALSE(loaded.ok());
    return loaded.ok() ? "" : std::string(loaded.status().message());
  }

  std::filesystem::path directory_;
  Invocation invocation_;
};

TEST_F(ConfigLoaderTest, DefaultsNeedNothing) {
  const auto loaded = Load();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->action, Action::kServe);
  EXPECT_EQ(loaded->config.data_dir, "./oxus-data");
  EXPECT_EQ(loaded->config.listen, "127.0.0.1:7420");
  for (const std::string& origin : loaded->origins) EXPECT_EQ(origin, "default");
}

TEST_F(ConfigLoaderTest, EachLayerOverridesTheOneBefore) {
  const std::string file = WriteFile("workers = 2\nquery_timeout_s = 20\nshutdown_grace_s = 2\n");
  invocation_.arguments = {"--config", file, "--shutdown-grace-s", "4"};
  invocation_.environment = {"OXUS_QUERY_TIMEOUT_S=30", "OXUS_SHUTDOWN_GRACE_S=3", "HOME=/"};
  const auto loaded = Load();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->config.block_cache_mib, 256);
  EXPECT_EQ(loaded->config.workers, 2);
  EXPECT_EQ(loaded->config.query_timeout_s, 30);
  EXPECT_EQ(loaded->config.shutdown_grace_s, 4);
}

TEST_F(ConfigLoaderTest, EverySettingCanBeGivenInFileEnvironmentAndFlag) {
  for (const Setting& setting : Settings()) {
    SCOPED_TRACE(std::string(setting.name));
    std::string value = "some-text";
    if (setting.is_number()) value = std::to_string(setting.max);
    if (!setting.words.empty()) value = std::string(setting.words.back());
    if (setting.name == "listen") value = "[::1]:1";
    const std::string literal = setting.is_number() ? value : "\"" + value + "\"";
    ServerConfig expected;
    ASSERT_TRUE(SetText(setting, value, &expected).ok());

    Invocation by_file = invocation_;
    by_file.arguments = {"--config", WriteFile(std::string(setting.name) + " = " + literal)};
    Invocation by_environment = invocation_;
    by_environment.environment = {setting.environment() + "=" + value};
    Invocation by_flag = invocation_;
    by_flag.arguments = {setting.flag() + "=" + value};
    for (const Invocation& way : {by_file, by_environment, by_flag}) {
      const auto loaded = LoadConfig(way);
      ASSERT_TRUE(loaded.ok()) << loaded.status();
      EXPECT_EQ(ValueText(setting, loaded->config), ValueText(setting, expected));
    }
    EXPECT_THAT(HelpText(), AllOf(HasSubstr(setting.flag()), HasSubstr(setting.environment())));
  }
}

TEST_F(ConfigLoaderTest, DefaultsLieWithinTheirRanges) {
  for (const Setting& setting : Settings()) {
    if (!setting.is_number()) continue;
    ServerConfig config;
    EXPECT_TRUE(SetText(setting, ValueText(setting, config), &config).ok()) << setting.name;
  }
}

TEST_F(ConfigLoaderTest, TheDefaultFileIsReadWhenThere) {
  std::ofstream(invocation_.default_file) << "workers = 7\n";
  ASSERT_TRUE(Load().ok());
  EXPECT_EQ(Load()->config.workers, 7);
  invocation_.environment = {"OXUS_CONFIG=" + WriteFile("workers = 8\n")};
  EXPECT_EQ(Load()->config.workers, 8);
}

TEST_F(ConfigLoaderTest, AFileAskedForMustBeThere) {
  invocation_.arguments = {"--config", directory_ / "absent.toml"};
  const auto loaded = Load();
  EXPECT_EQ(loaded.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(loaded.status().message()), HasSubstr("absent.toml"));
}

TEST_F(ConfigLoaderTest, FaultsInTheFileNameLineKeyValueAndWhatIsExpected) {
  struct Case {
    const char* text;
    std::vector<const char*> parts;
  };
  const Case cases[] = {
      {"\nlisten_adress = \"x\"\n", {"line 2", "unknown key listen_adress"}},
      {"workerz = 2", {"line 1", "unknown key workerz", "did you mean workers?"}},
      {"[server]\nworkers = 1", {"line 1", "unknown key server"}},
      {"workers = \"two\"", {"line 1", "workers is \"two\"", "an integer from 0 to 256"}},
      {"workers = 2.5", {"workers is 2.5", "an integer from 0 to 256"}},
      {"workers = 257", {"workers is 257", "an integer from 0 to 256"}},
      {"workers = -1", {"workers is -1", "an integer from 0 to 256"}},
      {"data_dir = 1", {"data_dir is 1", "expected text"}},
      {"data_dir = \"\"", {"data_dir is empty"}},
      {"log_level = \"loud\"", {"log_level is \"loud\"", "one of debug, info, warn, error"}},
      {"shutdown_grace_s = 11", {"shutdown_grace_s is 11", "from 1 to 10"}},
      {"listen = \"0.0.0.0:7420\"", {"line 1", "no TLS yet"}},
      {"workers = \n", {"line 1", "column"}},
  };
  for (const Case& c : cases) {
    UseFile(c.text);
    const std::string fault = Fault();
    for (const char* part : c.parts) EXPECT_THAT(fault, HasSubstr(part)) << c.text;
  }
}

TEST_F(ConfigLoaderTest, FaultsInTheEnvironmentNameTheVariable) {
  struct Case {
    const char* entry;
    std::vector<const char*> parts;
  };
  const Case cases[] = {
      {"OXUS_LISTN=127.0.0.1:1", {"unknown variable OXUS_LISTN", "did you mean OXUS_LISTEN?"}},
      {"OXUS_=x", {"unknown variable OXUS_"}},
      {"OXUS_WORKERS=2x", {"environment OXUS_WORKERS", "workers is \"2x\"", "from 0 to 256"}},
      {"OXUS_WORKERS=", {"workers is \"\""}},
      {"OXUS_WORKERS=99999999999999999999", {"workers is \"99999999999999999999\""}},
  };
  for (const Case& c : cases) {
    invocation_.environment = {c.entry};
    const std::string fault = Fault();
    for (const char* part : c.parts) EXPECT_THAT(fault, HasSubstr(part)) << c.entry;
  }
}

TEST_F(ConfigLoaderTest, VariablesOfTheCommandLineProgramAreNotTheServersBusiness) {
  invocation_.environment = {"OXUS_SERVER=other:1", "OXUS_TIMEOUT=5s", "OXUSX=1"};
  EXPECT_TRUE(Load().ok());
}

TEST_F(ConfigLoaderTest, FaultsInFlagsNameTheFlag) {
  struct Case {
    std::vector<std::string> arguments;
    std::vector<const char*> parts;
  };
  const Case cases[] = {
      {{"--data-dri", "x"}, {"unexpected --data-dri", "did you mean --data-dir?"}},
      {{"--data-dri=x"}, {"unexpected --data-dri", "did you mean --data-dir?"}},
      {{"serve"}, {"unexpected serve"}},
      {{"--workers", "many"}, {"flag --workers", "workers is \"many\""}},
      {{"--workers"}, {"--workers"}},
  };
  for (const Case& c : cases) {
    invocation_.arguments = c.arguments;
    const std::string fault = Fault();
    for (const char* part : c.parts) EXPECT_THAT(fault, HasSubstr(part)) << c.arguments[0];
  }
}

TEST_F(ConfigLoaderTest, AllFaultsAreNamedAtOnce) {
  UseFile("workers = 999\nlog_levl = \"info\"\n");
  invocation_.environment = {"OXUS_LOG_FORMAT=xml"};
  EXPECT_THAT(Fault(), AllOf(HasSubstr("workers is 999"), HasSubstr("log_levl"),
                             HasSubstr("log_format is \"xml\"")));
}

TEST_F(ConfigLoaderTest, PrintedConfigNamesOriginsAndCanBeReadBack) {
  const std::string file = WriteFile("# comment\nworkers = 3\n");
  invocation_.arguments = {"--config", file, "--data-dir", "a\"b\\c", "--print-config"};
  invocation_.environment = {"OXUS_LOG_LEVEL=debug"};
  const auto loaded = Load();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->action, Action::kPrintConfig);
  const std::string printed = PrintConfig(*loaded);
  EXPECT_THAT(printed, HasSubstr("# file " + file + " line 2\n"));
  EXPECT_THAT(printed, HasSubstr("# environment OXUS_LOG_LEVEL\n"));
  EXPECT_THAT(printed, HasSubstr("# flag --data-dir\n"));
  EXPECT_THAT(printed, HasSubstr("# default\n"));

  Invocation again;
  again.arguments = {"--config", WriteFile(printed)};
  const auto reread = LoadConfig(again);
  ASSERT_TRUE(reread.ok()) << reread.status();
  for (const Setting& setting : Settings()) {
    EXPECT_EQ(ValueText(setting, reread->config), ValueText(setting, loaded->config));
  }
}

TEST_F(ConfigLoaderTest, HelpAndVersionLookAtNothingElse) {
  invocation_.environment = {"OXUS_NONSENSE=1"};
  invocation_.arguments = {"--help"};
  ASSERT_TRUE(Load().ok());
  EXPECT_EQ(Load()->action, Action::kHelp);
  invocation_.arguments = {"--version"};
  ASSERT_TRUE(Load().ok());
  EXPECT_EQ(Load()->action, Action::kVersion);
  EXPECT_THAT(HelpText(), AllOf(HasSubstr("Exit codes:"), HasSubstr("7  the data directory")));
}

}  // namespace
}  // namespace oxus::config
