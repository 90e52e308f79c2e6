// Decides and writes a page with the module itself, in wazero: no server and no C, the same bytes as in browsers.
//
// The files of the npm package lie in a folder `paywall-runtime`. docs/abi.md defines what is exported, and each field of
// requests and answers. Run it: go mod tidy && go run .
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

const (
	decide   = 1
	snapshot = 3
)

// Host is an instance of the module. One goroutine at a time may use it.
type Host struct {
	ctx     context.Context
	runtime wazero.Runtime
	module  api.Module
}

// NewHost starts the module of a folder, and gives it the tables of languages. Close gives its memory back.
func NewHost(ctx context.Context, folder string) (*Host, error) {
	host := &Host{ctx: ctx, runtime: wazero.NewRuntime(ctx)}
	if err := host.start(folder); err != nil {
		return nil, errors.Join(err, host.Close())
	}
	return host, nil
}

// Close ends the instance, and all that was compiled for it.
func (host *Host) Close() error {
	return host.runtime.Close(host.ctx)
}

func (host *Host) start(folder string) error {
	code, err := os.ReadFile(folder + "/paywall_runtime.wasm")
	if err != nil {
		return err
	}
	compiled, err := host.runtime.CompileModule(host.ctx, code)
	if err != nil {
		return err
	}
	if err := trapImports(host.ctx, host.runtime, compiled); err != nil {
		return err
	}
	config := wazero.NewModuleConfig().WithStartFunctions()
	if host.module, err = host.runtime.InstantiateModule(host.ctx, compiled, config); err != nil {
		return err
	}
	version, err := host.run("paywall_abi_version")
	if err != nil {
		return err
	}
	if api.DecodeU32(version) != 2 {
		return fmt.Errorf("this host speaks version 2 of the ABI, the module %d", api.DecodeU32(version))
	}
	tables, err := os.ReadFile(folder + "/locales/mul.bin")
	if err != nil {
		return err
	}
	place, err := host.give(tables)
	if err != nil {
		return err
	}
	_, err = host.run("paywall_locales", place, uint64(len(tables)))
	return err
}

// trapImports satisfies the imports, which are a browser's. None of the exports here calls one.
func trapImports(ctx context.Context, runtime wazero.Runtime, compiled wazero.CompiledModule) error {
	builders := map[string]wazero.HostModuleBuilder{}
	for _, function := range compiled.ImportedFunctions() {
		from, name, _ := function.Import()
		if builders[from] == nil {
			builders[from] = runtime.NewHostModuleBuilder(from)
		}
		trap := api.GoFunc(func(context.Context, []uint64) { panic("the module called its import " + name) })
		builders[from].NewFunctionBuilder().
			WithGoFunction(trap, function.ParamTypes(), function.ResultTypes()).
			Export(name)
	}
	for _, builder := range builders {
		if _, err := builder.Instantiate(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Load reads a document, and returns what names it.
func (host *Host) Load(document []byte) (uint64, error) {
	place, err := host.give(document)
	if err != nil {
		return 0, err
	}
	var loaded struct{ Handle uint64 }
	err = host.answer(&loaded, "paywall_load", place, uint64(len(document)))
	return loaded.Handle, err
}

// Ask carries out an operation on a document.
func (host *Host) Ask(document, operation uint64, request, answer any) error {
	body, err := json.Marshal(request)
	if err != nil {
		return err
	}
	place, err := host.give(body)
	if err != nil {
		return err
	}
	return host.answer(answer, "paywall_call", document, operation, place, uint64(len(body)))
}

// answer calls an export, and reads its answer. A refusal has a stable code.
func (host *Host) answer(out any, name string, arguments ...uint64) error {
	place, err := host.run(name, arguments...)
	if err != nil {
		return err
	}
	pointer, length := uint32(place>>32), uint32(place)
	bytes, fits := host.module.Memory().Read(pointer, length)
	if !fits {
		return fmt.Errorf("the answer of %s is not in the memory", name)
	}
	var answer struct {
		Ok    json.RawMessage
		Error *struct{ Code, Message string }
	}
	// It copies what it reads, so the buffer may be freed.
	err = json.Unmarshal(bytes, &answer)
	if _, freed := host.run("paywall_free", uint64(pointer), uint64(length)); freed != nil {
		return freed
	}
	if err != nil {
		return err
	}
	if answer.Error != nil {
		return fmt.Errorf("%s: %s", answer.Error.Code, answer.Error.Message)
	}
	return json.Unmarshal(answer.Ok, out)
}

// give copies bytes into the module, whose they are from then on.
func (host *Host) give(bytes []byte) (uint64, error) {
	pointer, err := host.run("paywall_alloc", uint64(len(bytes)))
	if err != nil {
		return 0, err
	}
	if api.DecodeU32(pointer) == 0 || !host.module.Memory().Write(api.DecodeU32(pointer), bytes) {
		return 0, fmt.Errorf("the module has no room for %d bytes", len(bytes))
	}
	return pointer, nil
}

func (host *Host) run(name string, arguments ...uint64) (uint64, error) {
	function := host.module.ExportedFunction(name)
	if function == nil {
		return 0, fmt.Errorf("the module has no %s: is it paywall_runtime.wasm?", name)
	}
	results, err := function.Call(host.ctx, arguments...)
	if err != nil || len(results) == 0 {
		return 0, err
	}
	return results[0], nil
}

func main() {
	folder := "paywall-runtime"
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	if err := show(folder); err != nil {
		log.Fatal(err)
	}
}

// show decides for a customer, and writes the page.
func show(folder string) error {
	host, err := NewHost(context.Background(), folder)
	if err != nil {
		return err
	}
	defer host.Close()
	paywalls, err := os.ReadFile("paywalls.json")
	if err != nil {
		return err
	}
	products, err := os.ReadFile("products.json")
	if err != nil {
		return err
	}
	document, err := host.Load(paywalls)
	if err != nil {
		return err
	}
	request := map[string]any{
		"device":   map[string]any{"formFactor": "phone"},
		"customer": map[string]any{"journeyState": map[string]any{"formerSubscriber": true}},
		"products": json.RawMessage(products),
		"locale":   "de-DE",
		"now":      1764000000000,
	}
	var decided struct{ Decision struct{ Paywall string } }
	if err := host.Ask(document, decide, request, &decided); err != nil {
		return err
	}
	fmt.Println(decided.Decision.Paywall)
	var page struct{ Html string }
	if err := host.Ask(document, snapshot, request, &page); err != nil {
		return err
	}
	return os.WriteFile("paywall.html", []byte(page.Html), 0o644)
}
