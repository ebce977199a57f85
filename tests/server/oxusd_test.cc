// Runs the program as a user would: exit codes, signals, the ready file.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

namespace oxus {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// One run of oxusd. Killed when it is still there at the end.
class Program {
 public:
  explicit Program(std::vector<std::string> arguments) {
    int out[2];
    int err[2];
    EXPECT_EQ(pipe2(out, O_CLOEXEC), 0);
    EXPECT_EQ(pipe2(err, O_CLOEXEC), 0);
    arguments.insert(arguments.begin(), OXUSD_PATH);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      dup2(out[1], STDOUT_FILENO);
      dup2(err[1], STDERR_FILENO);
      execv(OXUSD_PATH, argv.data());
      _exit(127);
    }
    close(out[1]);
    close(err[1]);
    out_ = out[0];
    err_ = err[0];
  }
  ~Program() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    close(out_);
    close(err_);
  }

  // The first line on stdout, which oxusd writes once it serves; empty when it ended before.
  std::string ReadyLine() {
    std::string line;
    char c = 0;
    while (read(out_, &c, 1) == 1 && c != '\n') line += c;
    return line;
  }
  void Signal(int signal) { kill(pid_, signal); }
  // The exit code, once it has ended; what it wrote to stderr is in `errors` then.
  int Wait() {
    char buffer[4096];
    ssize_t size = 0;
    while ((size = read(err_, buffer, sizeof(buffer))) > 0) {
      errors_.append(buffer, static_cast<size_t>(size));
    }
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  const std::string& errors() const { return errors_; }

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  std::string errors_;
};

class OxusdTest : public testing::Test {
 protected:
  OxusdTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "oxusd-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
  }
  ~OxusdTest() override { std::filesystem::remove_all(directory_); }

  std::vector<std::string> Arguments(const std::string& data, const std::string& listen) {
    return {"--data-dir", directory_ / data, "--listen", listen};
  }
  static std::string AddressIn(const std::string& ready_line) {
    const std::string start = "oxusd is ready on ";
    EXPECT_THAT(ready_line, StartsWith(start));
    return ready_line.substr(start.size(), ready_line.find(". Next") - start.size());
  }

  std::filesystem::path directory_;
};

TEST_F(OxusdTest, StopsInOrderOnSigtermAndSigint) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Program program(Arguments("data", "127.0.0.1:0"));
    EXPECT_THAT(program.ReadyLine(), HasSubstr("Next: oxus status --server 127.0.0.1:"));
    program.Signal(signal);
    EXPECT_EQ(program.Wait(), 0) << program.errors();
    EXPECT_THAT(program.errors(), HasSubstr("msg=\"stopped\""));
  }
}

TEST_F(OxusdTest, ReadyFileHoldsTheAddressOnlyWhileItServes) {
  const std::filesystem::path ready = directory_ / "ready";
  auto arguments = Arguments("data", "127.0.0.1:0");
  arguments.insert(arguments.end(), {"--ready-file", ready});
  Program program(arguments);
  const std::string address = AddressIn(program.ReadyLine());
  std::string text(64, '\0');
  const int fd = open(ready.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  text.resize(static_cast<size_t>(read(fd, text.data(), text.size())));
  close(fd);
  EXPECT_EQ(text, address + "\n");
  program.Signal(SIGTERM);
  EXPECT_EQ(program.Wait(), 0);
  EXPECT_FALSE(std::filesystem::exists(ready));
}

TEST_F(OxusdTest, SecondServerOnTheSameDataSaysSo) {
  Program first(Arguments("data", "127.0.0.1:0"));
  first.ReadyLine();
  Program second(Arguments("data", "127.0.0.1:0"));
  EXPECT_EQ(second.Wait(), 4);
  EXPECT_THAT(second.errors(), HasSubstr("in use by another process"));
}

TEST_F(OxusdTest, SecondServerOnTheSameAddressSaysSo) {
  Program first(Arguments("data", "127.0.0.1:0"));
  const std::string address = AddressIn(first.ReadyLine());
  Program second(Arguments("other", address));
  EXPECT_EQ(second.Wait(), 3);
  EXPECT_THAT(second.errors(), HasSubstr(address + " is in use"));
}

TEST_F(OxusdTest, WrongConfigurationIsAUsageError) {
  Program unknown({"--data-dri", "x"});
  EXPECT_EQ(unknown.Wait(), 2);
  EXPECT_THAT(unknown.errors(), HasSubstr("did you mean --data-dir?"));
  Program open(Arguments("data", "0.0.0.0:7420"));
  EXPECT_EQ(open.Wait(), 2);
  EXPECT_THAT(open.errors(), HasSubstr("no TLS yet"));
}

TEST_F(OxusdTest, DataDirectoryThatCannotBeMadeIsAFailure) {
  const int fd = open((directory_ / "file").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  close(fd);
  Program program(Arguments("file/data", "127.0.0.1:0"));
  EXPECT_EQ(program.Wait(), 1);
  EXPECT_THAT(program.errors(), HasSubstr("cannot be made"));
}

TEST_F(OxusdTest, HelpNamesTheExitCodes) {
  Program program({"--help"});
  std::string first = program.ReadyLine();
  EXPECT_THAT(first, HasSubstr("oxusd"));
  EXPECT_EQ(program.Wait(), 0);
}

}  // namespace
}  // namespace oxus
