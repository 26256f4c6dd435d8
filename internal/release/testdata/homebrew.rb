# The part of Homebrew that a formula needs, to read it without Homebrew: prints what it downloads on the system and
# the processor of the first two arguments, and what it installs and tests from the folder that is the third.
require "fileutils"
require "open3"
require "pathname"

class Pathname
  def install(name)
    mkpath
    FileUtils.cp(name, self)
  end

  def write(text)
    dirname.mkpath
    File.write(to_s, text)
  end
end

class Formula
  class << self
    attr_reader :tester

    [:desc, :homepage, :license, :sha256, :url, :version].each do |name|
      define_method(name) { |text| puts "#{name} #{text}"; @version = text if name == :version }
    end

    def on_macos = (yield if ARGV[0] == "darwin")
    def on_linux = (yield if ARGV[0] == "linux")
    def on_arm = (yield if ARGV[1] == "arm64")
    def on_intel = (yield if ARGV[1] == "amd64")
    def test(&block) = @tester = block
    def given_version = @version
  end

  def bin = Pathname(ARGV[2]) + "bin"
  def testpath = Pathname(ARGV[2]) + "test"
  def version = self.class.given_version
  def assert_match(want, got) = got.include?(want) || abort("#{got} does not have #{want}")

  def generate_completions_from_executable(program, *args, shells:)
    shells.each { |shell| puts "completion #{shell} #{!shell_output("#{program} #{args.join(" ")} #{shell}").empty?}" }
  end

  def shell_output(command, want = 0)
    out, status = Open3.capture2e(command)
    abort("#{command}: #{status}\n#{out}") if status.exitstatus != want
    out
  end
end

load "./pack-lsp.rb"
formula = PackLsp.new
if ARGV[2]
  formula.install
  FileUtils.mkpath(formula.testpath)
  Dir.chdir(formula.testpath) { formula.instance_eval(&PackLsp.tester) }
end
